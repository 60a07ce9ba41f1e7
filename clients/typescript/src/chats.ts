import { follow, type FollowedChange, type FollowRequest } from "./follow.js";
import {
    type ChangeResponse, type ChangesResponse, type ChatDetailsResponse, type ChatListResponse, type ChatResponse, ChatsCalls, type PinsResponse, type SyncedChatResponse,
    type SyncRequest, type SyncResponse, type ToldChatResponse,
} from "./generated.js";
import type { Message } from "./message.js";
import type { CallOptions, KeyedOptions } from "./options.js";
import { byCursor, Pages } from "./pages.js";

/** A chat as the caller sees it. */
export type Chat = Omit<ChatResponse, "lastMessage"> & { lastMessage: Message | null };

/** A chat as the caller sees it, with the roles and markers of its members. */
export type ChatDetails = Omit<ChatDetailsResponse, "lastMessage"> & { lastMessage: Message | null };

/** A chat as all of its members are told of it. */
export type ToldChat = Omit<ToldChatResponse, "lastMessage"> & { lastMessage: Message | null };

/** The page of a list of chats. */
export type ChatPage = Omit<ChatListResponse, "items"> & { items: Chat[] };

/** A thing that has changed, as it is now: one of message and chat is null. */
export type Change = Omit<ChangeResponse, "message" | "chat"> & { message: Message | null; chat: ToldChat | null };

/** A page of what has changed in a chat. */
export type ChangesPage = Omit<ChangesResponse, "items"> & { items: Change[] };

/** A page of a chat's pinned messages. */
export type PinsPage = Omit<PinsResponse, "items"> & { items: Message[] };

/** What has changed in the chats that were named. */
export type SyncAnswer = Omit<SyncResponse, "chats"> & { chats: (Omit<SyncedChatResponse, "items"> & { items: Change[] })[] };

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
     * Opens a chat: with one other person and no title, the direct chat of the two; else a new group. It is repeated with its key until it is
     * answered, and made once.
     *
     * @example
     * const group = await allmine.chats.create({ memberIds: [targetUserId], title: "Weekend" });
     */
    override create(request: Parameters<ChatsCalls["create"]>[0], options?: KeyedOptions): Promise<Chat> {
        return super.create(request, options) as unknown as Promise<Chat>;
    }

    /**
     * A chat, with the roles and markers of its members.
     *
     * @example
     * const { members } = await allmine.chats.get({ chatId });
     */
    override get(request: Parameters<ChatsCalls["get"]>[0], options?: CallOptions): Promise<ChatDetails> {
        return super.get(request, options) as unknown as Promise<ChatDetails>;
    }

    /**
     * Changes a group's title or photo. What is left out stays; null takes it away.
     *
     * @example
     * await allmine.chats.update({ chatId, title: "Weekend", photo: "beach.jpg" });
     */
    override update(request: Parameters<ChatsCalls["update"]>[0], options?: CallOptions): Promise<ChatDetails> {
        return super.update(request, options) as unknown as Promise<ChatDetails>;
    }

    /**
     * Leaves a group. It is done, too, where the caller has left it before.
     *
     * @example
     * await allmine.chats.leave({ chatId });
     */
    leave(request: { chatId: string }, options?: CallOptions): Promise<void> {
        return super.removeMember({ ...request, userId: "me" }, options);
    }

    /**
     * What has changed in a chat since a change: each thing once, as it is now. Awaited, it is a page; looped over, all of it.
     *
     * @example
     * for await (const { change, message } of allmine.chats.changes({ chatId, after: lastChange })) console.log(change, message?.content);
     */
    override changes(request: Parameters<ChatsCalls["changes"]>[0], options?: CallOptions): Pages<Change, ChangesPage> {
        return new Pages(
            () => super.changes(request, options) as unknown as Promise<ChangesPage>,
            page => {
                const last = page.items.at(-1);
                return page.hasMore && last ? this.changes({ ...request, after: last.change }, options) : undefined;
            },
        );
    }

    /**
     * What has changed in several chats since the changes that are known of them, by the chats' ids.
     *
     * @example
     * const { chats, gone } = await allmine.chats.sync({ chats: { [chatId]: lastChange } });
     */
    override sync(request: SyncRequest, options?: CallOptions): Promise<SyncAnswer> {
        return super.sync(request, options) as unknown as Promise<SyncAnswer>;
    }

    /**
     * The pinned messages of a chat, the newest pin first. Awaited, it is a page; looped over, all of them.
     *
     * @example
     * for await (const message of allmine.chats.pins({ chatId })) console.log(message.pinnedAt, message.content);
     */
    override pins(request: Parameters<ChatsCalls["pins"]>[0], options?: CallOptions): Pages<Message, PinsPage> {
        return byCursor(window => super.pins(window, options) as unknown as Promise<PinsPage>, request);
    }

    /**
     * Every change of a chat after the last one that is known, as it happens, for ever: each number at most once, ascending. It makes lost connections anew,
     * and reads what events have left out. The last number that was seen is what to start from the next time. It is rejected with chat.not_a_member when the
     * caller is no member any more.
     *
     * @example
     * for await (const followed of allmine.chats.follow({ chatId, lastChange: state.lastChange, signal })) {
     *   if ("message" in followed) state.put(followed.message);
     *   if ("chat" in followed) state.rename(followed.chat.title);
     *   if ("reacted" in followed) state.react(followed.reacted);
     *   if ("reset" in followed) state.clear();
     *   state.lastChange = followed.change;
     * }
     */
    follow(request: FollowRequest): AsyncGenerator<FollowedChange, void, undefined> {
        return follow(this.transport, (window, options) => super.changes(window, options), request);
    }
}
