import { type ChatListResponse, type ChatResponse, ChatsCalls } from "./generated.js";
import type { CallOptions } from "./options.js";
import { byCursor, type Pages } from "./pages.js";

export class Chats extends ChatsCalls {
    /** The caller's chats, newest activity first. */
    override list(request: Parameters<ChatsCalls["list"]>[0] = {}, options?: CallOptions): Pages<ChatResponse, ChatListResponse> {
        return byCursor(window => super.list(window, options), request);
    }
}
