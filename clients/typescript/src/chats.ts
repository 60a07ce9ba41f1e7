import { type ChatListResponse, type ChatResponse, ChatsCalls } from "./generated.js";
import type { Message } from "./message.js";
import type { CallOptions } from "./options.js";
import { byCursor, type Pages } from "./pages.js";

/** A chat as the caller sees it. */
export type Chat = Omit<ChatResponse, "lastMessage"> & { lastMessage: Message | null };

/** The page of a list of chats. */
export type ChatPage = Omit<ChatListResponse, "items"> & { items: Chat[] };

/** The caller's chats. */
export class Chats extends ChatsCalls {
    /**
     * The caller's chats, newest activity first. Awaited, it is a page; looped over, all of them.
     *
     * @example
     * for await (const chat of allmine.chats.list()) console.log(chat.title, chat.unreadCount);
     */
    override list(request: Parameters<ChatsCalls["list"]>[0] = {}, options?: CallOptions): Pages<Chat, ChatPage> {
        return byCursor(window => super.list(window, options) as unknown as Promise<ChatPage>, request);
    }

    /**
     * Opens a chat: with one other person and no title, the direct chat of the two; else a new group. A group is not made again by
     * itself when its answer is lost, since it could be made twice.
     *
     * @example
     * const group = await allmine.chats.create({ memberIds: [targetUserId], title: "Weekend" });
     */
    override create(request: Parameters<ChatsCalls["create"]>[0], options?: CallOptions): Promise<Chat> {
        return super.create(request, options) as unknown as Promise<Chat>;
    }
}
