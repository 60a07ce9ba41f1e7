// Made by NSwag from the OpenAPI document with clients/typescript/templates. Not to be edited: a test compares it with
// the document, and says how to rewrite it.

import { Calls, type CallOptions, type KeyedOptions, type MatchedOptions } from "./calls.js";

export class BatchesCalls extends Calls {

    /**
     * Send up to 500 messages.
     *
     * Each for itself, or with `atomic` all in one commit. Files are named, not brought. A fault of shape, of any item, refuses the whole.
     *
     * Not atomic, the answer is 200, and each item is what it would be alone, with the key `<key>#<index>` of the user in whose name it is sent. Repeated, it replays what was sent or refused for good and tries the rest. Items of one chat keep their order.
     *
     * Atomic, the answer is 201, or the first refusal with `items[n].` before its code, and nothing is written. An item sees what those before it did. The batch has one outcome under its key.
     *
     * @example
     * const answer = await allmine.batches.send({ atomic: false, items: [{"type":"text","targetUserId":"64d15f9e2e6c8f4d5a654321","content":"Your order is on its way","metadata":{"order":"A-1042"}},{"type":"text","chatId":"64d15f9e2e6c8f4d5a123456","content":"The shop is open again","silent":true}] });
     */
    send(request: { dryRun?: boolean | null; } & SendBatchRequest, options?: KeyedOptions): Promise<BatchResponse> {
        return this.call("POST", "/api/v2/messages/batch", ["dryRun"], true, request, options);
    }

    /**
     * Ask what became of an atomic batch.
     *
     * For one whose answer was lost. `refused` means refused for good, for lack of credits. Of a batch that is not atomic nothing is known here: each of its items has an outcome of its own.
     *
     * @example
     * const answer = await allmine.batches.outcome({}, { idempotencyKey: "order-4711" });
     */
    outcome(request: Record<string, never> = {}, options: CallOptions & { idempotencyKey: string }): Promise<BatchOutcomeResponse> {
        return this.call("GET", "/api/v2/messages/batch/outcome", [], true, request, options);
    }

}

export class BlocksCalls extends Calls {

    /**
     * List whom the caller has blocked.
     *
     * The newest block first.
     *
     * @example
     * const answer = await allmine.blocks.list();
     */
    list(request: { cursor?: string | null; limit?: number | null; } = {}, options?: CallOptions): Promise<BlocksResponse> {
        return this.call("GET", "/api/v2/blocks", ["cursor", "limit"], false, request, options);
    }

    /**
     * Tell whether the caller has blocked a user.
     *
     * Only of the caller's own block: nobody learns who has blocked them, other than by a send that is refused.
     *
     * @example
     * const answer = await allmine.blocks.get({ userId: "64d15f9e2e6c8f4d5a654321" });
     */
    get(request: { userId: string; }, options?: CallOptions): Promise<BlockResponse> {
        return this.call("GET", "/api/v2/blocks/{userId}", [], false, request, options);
    }

    /**
     * Block a user.
     *
     * From the answer on, no message goes from one of the two to the other in their direct chat. What was sent before stays; groups go on. To block somebody again changes nothing.
     *
     * @example
     * const answer = await allmine.blocks.put({ userId: "64d15f9e2e6c8f4d5a654321" });
     */
    put(request: { userId: string; }, options?: CallOptions): Promise<void> {
        return this.call("PUT", "/api/v2/blocks/{userId}", [], false, request, options);
    }

    /**
     * Take a block back.
     *
     * Of the caller's own; if the other one has blocked the caller too, that stays.
     *
     * @example
     * const answer = await allmine.blocks.delete({ userId: "64d15f9e2e6c8f4d5a654321" });
     */
    delete(request: { userId: string; }, options?: CallOptions): Promise<void> {
        return this.call("DELETE", "/api/v2/blocks/{userId}", [], false, request, options);
    }

}

export class ChatsCalls extends Calls {

    /**
     * Change a group's title or photo.
     *
     * By an admin. What is left out stays, null takes away. A change is told by a line in the history, a message of the type `system`; what changes nothing makes none. The photo is an image that the caller has uploaded.
     *
     * @example
     * const answer = await allmine.chats.update({ chatId: "64d15f9e2e6c8f4d5a123456", title: "Weekend" });
     */
    update(request: { chatId: string; } & UpdateChatRequest, options?: CallOptions): Promise<ChatDetailsResponse> {
        return this.call("PATCH", "/api/v2/chats/{chatId}", [], false, request, options);
    }

    /**
     * Read a chat.
     *
     * For its members, with what each may do, and how far each has read. A service that acts for nobody reads every chat, without what is a reader's own, and with who has it muted.
     *
     * @example
     * const answer = await allmine.chats.get({ chatId: "64d15f9e2e6c8f4d5a123456" });
     */
    get(request: { chatId: string; }, options?: CallOptions): Promise<ChatDetailsResponse> {
        return this.call("GET", "/api/v2/chats/{chatId}", [], false, request, options);
    }

    /**
     * Add a member to a group.
     *
     * By an admin between whom and the user there is no block. Who is there already stays as they are. A new member sees what comes from the line on that tells of their coming, or everything, which is unread then.
     *
     * @example
     * const answer = await allmine.chats.putMember({ chatId: "64d15f9e2e6c8f4d5a123456", userId: "64d15f9e2e6c8f4d5a654321", history: "joined" });
     */
    putMember(request: { chatId: string; userId: string; } & PutMemberRequest, options?: CallOptions): Promise<MemberResponse> {
        return this.call("PUT", "/api/v2/chats/{chatId}/members/{userId}", [], false, request, options);
    }

    /**
     * Remove a member from a group, or leave it.
     *
     * By the member itself, or by an admin; an owner is removed by an owner. Whoever is no member any more sees nothing of the group, and no message of theirs is taken from the line on that tells of it. A group with members keeps an owner.
     *
     * @example
     * const answer = await allmine.chats.removeMember({ chatId: "64d15f9e2e6c8f4d5a123456", userId: "64d15f9e2e6c8f4d5a654321" });
     */
    removeMember(request: { chatId: string; userId: string; }, options?: CallOptions): Promise<void> {
        return this.call("DELETE", "/api/v2/chats/{chatId}/members/{userId}", [], false, request, options);
    }

    /**
     * Give a member a role.
     *
     * By an owner; anybody may step down. A group with members keeps an owner.
     *
     * @example
     * const answer = await allmine.chats.setRole({ chatId: "64d15f9e2e6c8f4d5a123456", userId: "64d15f9e2e6c8f4d5a654321", role: "admin" });
     */
    setRole(request: { chatId: string; userId: string; } & SetRoleRequest, options?: CallOptions): Promise<MemberResponse> {
        return this.call("PUT", "/api/v2/chats/{chatId}/members/{userId}/role", [], false, request, options);
    }

    /**
     * Change one's own settings of a chat.
     *
     * Nobody else sees them, but for services, which see who has the chat muted. What is left out stays.
     *
     * @example
     * const answer = await allmine.chats.setSettings({ chatId: "64d15f9e2e6c8f4d5a123456", muted: true, mutedUntil: "2026-12-31T08:00:00.000Z" });
     */
    setSettings(request: { chatId: string; } & SetSettingsRequest, options?: CallOptions): Promise<ChatSettingsResponse> {
        return this.call("PUT", "/api/v2/chats/{chatId}/settings", [], false, request, options);
    }

    /**
     * List the caller's chats.
     *
     * Newest activity first. Give `nextCursor` of one page as `cursor` of the next. No chat comes twice on the way, whatever is sent meanwhile; one that moves to the front before it was met comes with the page after, so that a page may begin with chats newer than those of the page before.
     *
     * @example
     * const answer = await allmine.chats.list();
     */
    list(request: { cursor?: string | null; limit?: number | null; archived?: boolean | null; } = {}, options?: CallOptions): Promise<ChatListResponse> {
        return this.call("GET", "/api/v2/chats", ["cursor", "limit", "archived"], false, request, options);
    }

    /**
     * Open a chat.
     *
     * With one other person and no title: the direct chat of the two, which exists once. Else a new group of the caller and these members, 256 at most with the caller, who is its owner.
     *
     * @example
     * const answer = await allmine.chats.create({ memberIds: ["64d15f9e2e6c8f4d5a654321","64d15f9e2e6c8f4d5a222222"], title: "Weekend" });
     */
    create(request: CreateChatRequest, options?: KeyedOptions): Promise<ChatResponse> {
        return this.call("POST", "/api/v2/chats", [], true, request, options);
    }

    /**
     * Read what has changed in a chat.
     *
     * Every change of a chat has the next number: a message sent, edited, deleted, reacted to, pinned, given its thumbnail, and another title, photo, member or role. The items are the things that have changed since, each once, as it is now, by the number of its latest change. Whoever holds the state of change n, and applies what comes `after=n`, has the state of `lastChange`. With `reset`, what was held of the chat is void. A service that acts for nobody reads those of every chat.
     *
     * @example
     * const answer = await allmine.chats.changes({ chatId: "64d15f9e2e6c8f4d5a123456" });
     */
    changes(request: { chatId: string; after?: number | null; limit?: number | null; }, options?: CallOptions): Promise<ChangesResponse> {
        return this.call("GET", "/api/v2/chats/{chatId}/changes", ["after", "limit"], false, request, options);
    }

    /**
     * Read what has changed in several chats.
     *
     * For a client that was away. Of each chat that it holds it names the last change that it knows, and gets each thing that has changed since, as it is now; as `GET /chats/{chatId}/changes` does for one. Chats that it does not know yet are in `GET /chats`.
     *
     * @example
     * const answer = await allmine.chats.sync({ chats: {"64d15f9e2e6c8f4d5a654321":0,"64d15f9e2e6c8f4d5a123456":12} });
     */
    sync(request: SyncRequest, options?: CallOptions): Promise<SyncResponse> {
        return this.call("POST", "/api/v2/sync", [], false, request, options);
    }

    /**
     * List the pinned messages of a chat.
     *
     * The newest pin first. A service that acts for nobody reads those of every chat.
     *
     * @example
     * const answer = await allmine.chats.pins({ chatId: "64d15f9e2e6c8f4d5a123456" });
     */
    pins(request: { chatId: string; cursor?: string | null; limit?: number | null; }, options?: CallOptions): Promise<PinsResponse> {
        return this.call("GET", "/api/v2/chats/{chatId}/pins", ["cursor", "limit"], false, request, options);
    }

}

export class CreditsCalls extends Calls {

    /**
     * Read the caller's balance.
     *
     * Nobody learns another user's balance.
     *
     * @example
     * const answer = await allmine.credits.get();
     */
    get(request: Record<string, never> = {}, options?: CallOptions): Promise<CreditsResponse> {
        return this.call("GET", "/api/v2/users/me/credits", [], false, request, options);
    }

    /**
     * Read the caller's ledger.
     *
     * Every movement of the caller's credits, newest first. Entries never change, and none is removed.
     *
     * @example
     * const answer = await allmine.credits.transactions();
     */
    transactions(request: { cursor?: string | null; limit?: number | null; direction?: Direction | null; } = {}, options?: CallOptions): Promise<TransactionsResponse> {
        return this.call("GET", "/api/v2/users/me/transactions", ["cursor", "limit", "direction"], false, request, options);
    }

    /**
     * Read a user's balance.
     *
     * For first-party backends (a token with `role: service`).
     *
     * @example
     * const answer = await allmine.credits.getOf({ userId: "64d15f9e2e6c8f4d5a654321" });
     */
    getOf(request: { userId: string; }, options?: CallOptions): Promise<CreditsResponse> {
        return this.call("GET", "/api/v2/users/{userId}/credits", [], false, request, options);
    }

    /**
     * Grant credits to a user.
     *
     * For first-party backends (a token with `role: service`): new credits for a user of the directory. The key belongs to the token's subject; repeated with it, the same grant is answered once more and nothing is granted.
     *
     * @example
     * const answer = await allmine.credits.grant({ userId: "64d15f9e2e6c8f4d5a654321", amount: 100 }, { idempotencyKey: "order-4711" });
     */
    grant(request: { userId: string; } & GrantCreditsRequest, options?: KeyedOptions): Promise<GrantResponse> {
        return this.call("POST", "/api/v2/users/{userId}/credits", [], true, request, options);
    }

    /**
     * Read a user's ledger.
     *
     * For first-party backends (a token with `role: service`): every movement of the user's credits, newest first.
     *
     * @example
     * const answer = await allmine.credits.transactionsOf({ userId: "64d15f9e2e6c8f4d5a654321" });
     */
    transactionsOf(request: { userId: string; cursor?: string | null; limit?: number | null; direction?: Direction2 | null; }, options?: CallOptions): Promise<TransactionsResponse> {
        return this.call("GET", "/api/v2/users/{userId}/transactions", ["cursor", "limit", "direction"], false, request, options);
    }

}

export class DevelopmentCalls extends Calls {

    /**
     * Get a token for the playground and for tests.
     *
     * In Development only; elsewhere the route does not exist.
     *
     * @example
     * const answer = await allmine.development.issueToken({ userId: "64d15f9e2e6c8f4d5a111111" });
     */
    issueToken(request: DevelopmentTokenRequest, options?: CallOptions): Promise<DevelopmentTokenResponse> {
        return this.call("POST", "/api/dev/token", [], false, request, options);
    }

    /**
     * Begin with a fresh database.
     *
     * Puts a fresh database with the development data in the old one's place: messages, chats, users, keys, files, blocks and the ledger go. In Development only, without a token, and only of a database that the development data was the first in: others are refused. Other nodes follow within 15 s; meanwhile calls may be 503. Whoever listens to events is cut off, and told `reset` on going on.
     *
     * @example
     * const answer = await allmine.development.reset();
     */
    reset(request: Record<string, never> = {}, options?: CallOptions): Promise<void> {
        return this.call("POST", "/api/dev/reset", [], false, request, options);
    }

    /**
     * Show what the receiver for tries was given.
     *
     * In Development only; elsewhere the route does not exist. A webhook whose `url` is `/api/dev/webhook-inbox/` and its own name at this service is answered 204 if it is signed with the webhook's secret, else 401. The last 100 are kept in memory.
     *
     * @example
     * const answer = await allmine.development.inbox();
     */
    inbox(request: Record<string, never> = {}, options?: CallOptions): Promise<WebhookInboxResponse> {
        return this.call("GET", "/api/dev/webhook-inbox", [], false, request, options);
    }

}

export class EventsCalls extends Calls {

    /**
     * Listen to events.
     *
     * A stream of server-sent events for the caller alone, which ends with the token, or when the service is stopped, or when the caller reads too slowly. Whoever connects again with the last `id` in `Last-Event-ID`, to whichever node, gets what came meanwhile, nothing twice and nothing left out; browsers' `EventSource` does so by itself.
     *
     * - `message.created`: a message was sent, by the caller or another member. The data is the message as other calls give it. In a chat, messages come in the order of their `sequence`.
     * - `message.updated`, `message.deleted`, `message.reacted`: a message that was sent earlier has changed. The data is the message as of that change, but for `readBy`, which is empty; of a reaction, what is on the message then.
     * - `chat.created`: a chat was opened with the caller in it, or the caller was added. `chat.updated`: its title, photo, members or their roles have changed, as the line says that comes before it. `chat.left`: the caller is no member any more. `change.hidden`: a message has changed that was sent before the caller came, and that the caller does not see. `settings.changed`: the caller's own settings of a chat.
     * - `message.read`: a member, perhaps the caller, has read a chat up to a message. What members send tells by itself how far they have read.
     * - `credits.changed`: the caller's balance after a transfer or a grant.
     * - `reset`: the `Last-Event-ID` can't be read or is too old. Events may have been missed: read the chats anew.
     *
     * The first block has an `id` and nothing else. A comment comes every 15 seconds if nothing else does, with an `id` that reaches further: to keep it is enough.
     *
     * One event of the stream:
     *
     * ```
     * id: 8265A50A3C000000012B0429296E1404
     * event: credits.changed
     * data: {"balance":75}
     * ```
     *
     * @example
     * const answer = await allmine.events.listen();
     */
    listen(request: Record<string, never> = {}, options?: CallOptions): Promise<string> {
        return this.call("GET", "/api/v2/events", [], false, request, options);
    }

}

export class FeedCalls extends Calls {

    /**
     * Read the feed of events.
     *
     * For first-party backends (a token with `role: service`). Every event of the service, of a chat in the order of its commits, for 4 days or as long as the operator says. Go on `after` the answer's `position`. The `data` of an event are as of then and stay the same, until its message is deleted: then they are the tombstone.
     *
     * @example
     * const answer = await allmine.feedPage();
     */
    read(request: { after?: string | null; limit?: number | null; types?: string | null; } = {}, options?: CallOptions): Promise<FeedResponse> {
        return this.call("GET", "/api/v2/feed", ["after", "limit", "types"], false, request, options);
    }

    /**
     * Listen to the feed of events.
     *
     * For first-party backends (a token with `role: service`). The same as a stream of server-sent events: each has the event's type for its name, the item of the feed for its data, and the item's position for its `id`. It ends with the token, or when the service is stopped; whoever connects again with the last `id` in `Last-Event-ID` gets what came meanwhile. `reset`: the position can't be read or is too old, and the oldest events follow.
     *
     * One event of the stream:
     *
     * ```
     * id: fAAAAAAAAAAe0f4yVYx4Ry2UWnpL1jKkC
     * event: credits.changed
     * data: {"position":"fAAAAAAAAAAe0f4yVYx4Ry2UWnpL1jKkC","type":"credits.changed","chatId":null,"change":null,"data":{"userId":"64d15f9e2e6c8f4d5a111111","balance":75},"createdAt":"2026-01-15T10:30:00.000Z"}
     * ```
     *
     * @example
     * const answer = await allmine.feed.follow();
     */
    follow(request: { after?: string | null; types?: string | null; } = {}, options?: CallOptions): Promise<string> {
        return this.call("GET", "/api/v2/feed/stream", ["after", "types"], false, request, options);
    }

}

export class FilesCalls extends Calls {

    /**
     * Upload a file.
     *
     * `multipart/form-data` with one part, `file`. The answer's `_id` or `name` can then be the `file` of messages, any number of them. A file that no message uses is removed after 24 hours.
     *
     * @example
     * const answer = await allmine.files.upload({ file: new Blob([bytes]) });
     */
    upload(request: { file: Blob; }, options?: CallOptions): Promise<FileResponse> {
        return this.call("POST", "/api/v2/files", [], false, request, options);
    }

}

export class MessagesCalls extends Calls {

    /**
     * Send a new message (v2).
     *
     * Sends a text, a file or credits to a chat or a person. As JSON, `file` is the id or name of a file uploaded before; as `multipart/form-data`, with the same names, it is the bytes. The answer comes when the message is stored for good.
     *
     * A credit transfer needs an `Idempotency-Key`, and is one commit: the message, the debit and the credit. For example: `{ "type": "credit_transfer", "targetUserId": "64d15f9e2e6c8f4d5a654321", "creditTransfer": { "amount": 25 } }`. Its answer has the sender's balance in the header `Credit-Balance`. A refusal for lack of credits is final for its key.
     *
     * **Production uyarısı:** Bu çağrı veri değiştirir. Production sunucusu seçiliyken gerçek üretim verileri etkilenir; denemeler için Development sunucusunu kullanın.
     *
     * **Production warning:** this call changes data. With the Production server selected, real production data is affected; use the Development server for tests.
     *
     * @example
     * const answer = await allmine.messages.send({ type: "text", chatId: "64d15f9e2e6c8f4d5a123456", targetUserId: "64d15f9e2e6c8f4d5a654321", content: "Hello there!", file: "profile-photo.jpg" });
     */
    send(request: { dryRun?: boolean | null; } & SendMessageRequest, options?: KeyedOptions): Promise<MessageResponse> {
        return this.call("POST", "/api/v2/messages", ["dryRun"], true, request, options);
    }

    /**
     * Read several messages.
     *
     * In the order asked. Those that the caller may not see, or that are not there, are left out; a service that acts for nobody sees all. The answer ends early at 1 MiB, and says so by `hasMore`.
     *
     * @example
     * const answer = await allmine.messages.list();
     */
    list(request: { ids: string; }, options?: CallOptions): Promise<MessagesResponse> {
        return this.call("GET", "/api/v2/messages", ["ids"], false, request, options);
    }

    /**
     * Read one message.
     *
     * For the members of its chat, and for services that act for nobody; to everybody else it does not exist.
     *
     * @example
     * const answer = await allmine.messages.get({ messageId: "64d15f9e2e6c8f4d5a444444" });
     */
    get(request: { messageId: string; }, options?: CallOptions): Promise<MessageResponse> {
        return this.call("GET", "/api/v2/messages/{messageId}", [], false, request, options);
    }

    /**
     * Edit a message.
     *
     * By its sender, as long as a member of the chat, within two days of its sending unless the operator has set another time. What is left out stays, null takes away: a caption, the metadata. What changes nothing makes no version, and succeeds whatever `If-Match` says, so that a repetition does. Credits stay as they were moved.
     *
     * @example
     * const answer = await allmine.messages.edit({ messageId: "64d15f9e2e6c8f4d5a444444", content: "Hello there, all of you!", metadata: null });
     */
    edit(request: { messageId: string; } & EditMessageRequest, options?: MatchedOptions): Promise<MessageResponse> {
        return this.call("PATCH", "/api/v2/messages/{messageId}", [], false, request, options);
    }

    /**
     * Delete a message.
     *
     * By its sender, by an admin of the group, or by a service that acts for nobody. What is left is its place, a tombstone: what it carried is gone, from its versions and files, too. Deleted once more, it is the same. Credits stay as they were moved.
     *
     * @example
     * const answer = await allmine.messages.delete({ messageId: "64d15f9e2e6c8f4d5a444444" });
     */
    delete(request: { messageId: string; }, options?: CallOptions): Promise<MessageResponse> {
        return this.call("DELETE", "/api/v2/messages/{messageId}", [], false, request, options);
    }

    /**
     * Read a chat's history.
     *
     * Newest first; with `after` or `around`, oldest first. Messages are told apart by their `sequence`, which has no gaps. A service that acts for nobody reads that of every chat.
     *
     * @example
     * const answer = await allmine.messages.history({ chatId: "64d15f9e2e6c8f4d5a123456" });
     */
    history(request: { chatId: string; before?: number | null; after?: number | null; around?: number | null; limit?: number | null; }, options?: CallOptions): Promise<HistoryResponse> {
        return this.call("GET", "/api/v2/messages/chat/{chatId}", ["before", "after", "around", "limit"], false, request, options);
    }

    /**
     * Mark a chat as read up to a message.
     *
     * Past the end it is brought down to the last message, and it never goes back: the answer says where it stands. Sending counts as reading up to one's own message. Others see it in `readBy`.
     *
     * @example
     * const answer = await allmine.messages.markRead({ chatId: "64d15f9e2e6c8f4d5a123456", sequence: 12 });
     */
    markRead(request: { chatId: string; } & MarkReadRequest, options?: CallOptions): Promise<MarkReadResponse> {
        return this.call("POST", "/api/v2/messages/chat/{chatId}/read", [], false, request, options);
    }

    /**
     * Ask what became of a send.
     *
     * For a send with an `Idempotency-Key` whose answer was lost. `refused` means refused for good, for lack of credits; every other refusal leaves its key unknown.
     *
     * @example
     * const answer = await allmine.messages.outcome({}, { idempotencyKey: "order-4711" });
     */
    outcome(request: Record<string, never> = {}, options: CallOptions & { idempotencyKey: string }): Promise<OutcomeResponse> {
        return this.call("GET", "/api/v2/messages/outcome", [], true, request, options);
    }

    /**
     * Read the versions of a message.
     *
     * Oldest first, the present one included. For its sender, and for services; none of a message that was deleted.
     *
     * @example
     * const answer = await allmine.messages.versions({ messageId: "64d15f9e2e6c8f4d5a444444" });
     */
    versions(request: { messageId: string; after?: number | null; limit?: number | null; }, options?: CallOptions): Promise<VersionsResponse> {
        return this.call("GET", "/api/v2/messages/{messageId}/versions", ["after", "limit"], false, request, options);
    }

    /**
     * React to a message.
     *
     * For the members of its chat. Put once more, it changes nothing.
     *
     * @example
     * const answer = await allmine.messages.react({ messageId: "64d15f9e2e6c8f4d5a444444", emoji: "\uD83D\uDC4D" });
     */
    react(request: { messageId: string; emoji: string; }, options?: CallOptions): Promise<MessageResponse> {
        return this.call("PUT", "/api/v2/messages/{messageId}/reactions/{emoji}", [], false, request, options);
    }

    /**
     * Take a reaction back.
     *
     * For the members of its chat. Where there is none, it changes nothing.
     *
     * @example
     * const answer = await allmine.messages.unreact({ messageId: "64d15f9e2e6c8f4d5a444444", emoji: "\uD83D\uDC4D" });
     */
    unreact(request: { messageId: string; emoji: string; }, options?: CallOptions): Promise<MessageResponse> {
        return this.call("DELETE", "/api/v2/messages/{messageId}/reactions/{emoji}", [], false, request, options);
    }

    /**
     * Read who has reacted.
     *
     * Whoever reacted first comes first.
     *
     * @example
     * const answer = await allmine.messages.reactions({ messageId: "64d15f9e2e6c8f4d5a444444" });
     */
    reactions(request: { messageId: string; emoji?: string | null; cursor?: string | null; limit?: number | null; }, options?: CallOptions): Promise<ReactionsResponse> {
        return this.call("GET", "/api/v2/messages/{messageId}/reactions", ["emoji", "cursor", "limit"], false, request, options);
    }

    /**
     * Pin a message.
     *
     * By a member of a direct chat, or an admin of a group. Pinned once more, it stays where it is.
     *
     * @example
     * const answer = await allmine.messages.pin({ messageId: "64d15f9e2e6c8f4d5a444444" });
     */
    pin(request: { messageId: string; }, options?: CallOptions): Promise<MessageResponse> {
        return this.call("PUT", "/api/v2/messages/{messageId}/pin", [], false, request, options);
    }

    /**
     * Take a pin away.
     *
     * By a member of a direct chat, or an admin of a group. Where there is none, it changes nothing.
     *
     * @example
     * const answer = await allmine.messages.unpin({ messageId: "64d15f9e2e6c8f4d5a444444" });
     */
    unpin(request: { messageId: string; }, options?: CallOptions): Promise<MessageResponse> {
        return this.call("DELETE", "/api/v2/messages/{messageId}/pin", [], false, request, options);
    }

    /**
     * Mark a chat as delivered up to a message.
     *
     * For a client that has got the messages, read or not. Past the end it is brought down to the last message, and it never goes back: the answer says where it stands. Reading and sending count as delivered. Others see it in `deliveredTo`.
     *
     * @example
     * const answer = await allmine.messages.markDelivered({ chatId: "64d15f9e2e6c8f4d5a123456", sequence: 12 });
     */
    markDelivered(request: { chatId: string; } & MarkDeliveredRequest, options?: CallOptions): Promise<MarkDeliveredResponse> {
        return this.call("POST", "/api/v2/messages/chat/{chatId}/delivered", [], false, request, options);
    }

}

export class UsersCalls extends Calls {

    /**
     * Read the caller's own entry in the directory.
     *
     * Who the token's user is; for a service that acts for somebody, who that is.
     *
     * @example
     * const answer = await allmine.users.me();
     */
    me(request: Record<string, never> = {}, options?: CallOptions): Promise<UserResponse> {
        return this.call("GET", "/api/v2/users/me", [], false, request, options);
    }

    /**
     * Read a user's entry in the directory.
     *
     * For first-party backends (a token with `role: service`).
     *
     * @example
     * const answer = await allmine.users.get({ userId: "64d15f9e2e6c8f4d5a654321" });
     */
    get(request: { userId: string; }, options?: CallOptions): Promise<UserResponse> {
        return this.call("GET", "/api/v2/users/{userId}", [], false, request, options);
    }

    /**
     * Write a user's entry in the directory.
     *
     * For first-party backends (a token with `role: service`). Replaces the earlier entry, if there is one.
     *
     * @example
     * const answer = await allmine.users.put({ userId: "64d15f9e2e6c8f4d5a654321", username: "ayse", profilePhoto: "https://cdn.example.com/users/ayse.jpg", kind: "person" });
     */
    put(request: { userId: string; } & PutUserRequest, options?: CallOptions): Promise<UserResponse> {
        return this.call("PUT", "/api/v2/users/{userId}", [], false, request, options);
    }

}

export class WebhooksCalls extends Calls {

    /**
     * List the webhooks.
     *
     * For first-party backends (a token with `role: service`). There are 20 at most.
     *
     * @example
     * const answer = await allmine.webhooks.list();
     */
    list(request: Record<string, never> = {}, options?: CallOptions): Promise<WebhooksResponse> {
        return this.call("GET", "/api/v2/webhooks", [], false, request, options);
    }

    /**
     * Read a webhook.
     *
     * For first-party backends (a token with `role: service`).
     *
     * @example
     * const answer = await allmine.webhooks.get({ name: "push" });
     */
    get(request: { name: string; }, options?: CallOptions): Promise<WebhookResponse> {
        return this.call("GET", "/api/v2/webhooks/{name}", [], false, request, options);
    }

    /**
     * Make or change a webhook.
     *
     * For first-party backends (a token with `role: service`). Of a webhook that is there, what is left out stays. The answer to the call that makes it has the secret: it is shown once. After a change of `types` it goes on from the last event that was given.
     *
     * @example
     * const answer = await allmine.webhooks.put({ name: "push", url: "https://hooks.example.com/allmine", types: ["message.created","message.updated","message.deleted"], active: true, from: "now" });
     */
    put(request: { name: string; } & PutWebhookRequest, options?: CallOptions): Promise<WebhookResponse> {
        return this.call("PUT", "/api/v2/webhooks/{name}", [], false, request, options);
    }

    /**
     * Remove a webhook.
     *
     * For first-party backends (a token with `role: service`). What its receiver has not been given is not sent any more.
     *
     * @example
     * const answer = await allmine.webhooks.delete({ name: "push" });
     */
    delete(request: { name: string; }, options?: CallOptions): Promise<void> {
        return this.call("DELETE", "/api/v2/webhooks/{name}", [], false, request, options);
    }

    /**
     * Make another secret for a webhook.
     *
     * For first-party backends (a token with `role: service`). The secret before signs beside it for 24 hours, one before that no more.
     *
     * @example
     * const answer = await allmine.webhooks.rotate({ name: "push" });
     */
    rotate(request: { name: string; }, options?: CallOptions): Promise<WebhookResponse> {
        return this.call("POST", "/api/v2/webhooks/{name}/rotate", [], false, request, options);
    }

    /**
     * Send a test to a webhook.
     *
     * For first-party backends (a token with `role: service`). Sends the event `webhook.test` at once, also to one that is off, and tells what came of it.
     *
     * @example
     * const answer = await allmine.webhooks.test({ name: "push" });
     */
    test(request: { name: string; }, options?: CallOptions): Promise<WebhookTestResponse> {
        return this.call("POST", "/api/v2/webhooks/{name}/test", [], false, request, options);
    }

    /**
     * Replay events to a webhook.
     *
     * For first-party backends (a token with `role: service`). What the webhook hears is sent once more, with the same `webhook-id` and body, beside the live deliveries and in its own order.
     *
     * @example
     * const answer = await allmine.webhooks.replay({ name: "push", from: "fAAAAAAAAAAe0f4yVYx4Ry2UWnpL1jKkC" });
     */
    replay(request: { name: string; } & ReplayWebhookRequest, options?: CallOptions): Promise<void> {
        return this.call("POST", "/api/v2/webhooks/{name}/replay", [], false, request, options);
    }

    /**
     * List the deliveries of a webhook.
     *
     * For first-party backends (a token with `role: service`). Those that were taken are listed for 24 hours, the others as long as the feed has their events.
     *
     * @example
     * const answer = await allmine.webhooks.deliveries({ name: "push" });
     */
    deliveries(request: { name: string; status?: Status | null; cursor?: string | null; limit?: number | null; }, options?: CallOptions): Promise<DeliveriesResponse> {
        return this.call("GET", "/api/v2/webhooks/{name}/deliveries", ["status", "cursor", "limit"], false, request, options);
    }

    /**
     * Retry a delivery.
     *
     * For first-party backends (a token with `role: service`). One that waits for its next attempt is tried at once; one that was set aside or taken is sent once more.
     *
     * @example
     * const answer = await allmine.webhooks.retry({ name: "push", deliveryId: "4711" });
     */
    retry(request: { name: string; deliveryId: string; }, options?: CallOptions): Promise<void> {
        return this.call("POST", "/api/v2/webhooks/{name}/deliveries/{deliveryId}/retry", [], false, request, options);
    }

}

/** What became of a batch. */
export interface BatchResponse {
    /** How many items are sent, by this request or an earlier one with the same key. */
    committed: number;
    /** How many are not. */
    refused: number;
    /** In the order of the request. */
    items: BatchItemResponse[];
}

/** What became of one item: what it would have been answered alone. */
export interface BatchItemResponse {
    /** Its place in the request, from 0. */
    index: number;
    /** The HTTP status of it. */
    statusCode: number;
    /** Whether an earlier request with the same key led to it. */
    replayed: boolean;
    /** The message; null if it was refused. */
    message: MessageResponse | null;
    /** Why it was refused; null if it was sent. */
    error: ErrorResponse | null;
    /** Of a credit transfer: the sender's balance after it. */
    creditBalance: number | null;
    /** Of the refusal `chat.moved`: the number of the chat's last message. */
    chatSequence: number | null;
}

/** A message. Every property is always there, null where it does not apply. */
export interface MessageResponse {
    /** The message's id; null for a dry run. */
    _id: string | null;
    /** The chat that it was sent to. */
    chatId: string;
    /** Who sent it; null for a message that can't be read. */
    senderId: string | null;
    /** `text`, `media` or `credit_transfer`; or `unreadable`, for a message whose record this version can't read: it stands in its place with its id, chat, number and times, and everything else is null. */
    type: MessageResponseType;
    /** The words, caption or note, as they were written. */
    content: string | null;
    /** The file that it carries. */
    media: MediaResponse | null;
    /** The credits that it moved. */
    creditTransfer: CreditTransferResponse | null;
    /** The members, the sender aside, who have read up to this message. */
    readBy: string[];
    /** When it was sent, UTC; null where that can't be read. */
    createdAt: string | null;
    /** When it was last edited or deleted, or else sent, UTC; null where that can't be read. */
    updatedAt: string | null;
    /** The message's number in its chat: 1, 2, 3 … without gaps. */
    sequence: number;
    /** The sender's own data, as they were sent; null for none. */
    metadata: { [key: string]: any; } | null;
    /** Whether nobody is to be disturbed for it. */
    silent: boolean;
    /** The message that it answers; null for none. */
    replyTo: ReplyToResponse | null;
    /** The members whom it mentions, as they were sent. */
    mentions: string[];
    /** 1 as it was sent, then one more with each edit. */
    version: number;
    /** When it was last edited, UTC; null if it was not. */
    editedAt: string | null;
    /** When it was deleted, UTC: then it is a tombstone, whose contents are gone. Null if it was not. */
    deletedAt: string | null;
    /** The kind that has been on the message for longest without a break comes first. */
    reactions: ReactionResponse[];
    /** When it was pinned, UTC; null if it is not pinned. */
    pinnedAt: string | null;
    /** The members, the sender aside, whom this message has reached. */
    deliveredTo: string[];
    /** The number of the chat's change that made or changed it last; of an event, that of the change that is told of. */
    change: number;
}

/** A file in a message. All of it is measured by the service. */
export interface MediaResponse {
    /** Where its bytes are: stable, unguessable, without a token. */
    url: string;
    /** `image`, `video`, `audio` or `file`. */
    type: MediaResponseType;
    /** The file's name. */
    name: string;
    /** In bytes, as served. */
    size: number;
    /** In seconds, to the millisecond; null when unknown or without meaning. */
    duration: number | null;
    /** In pixels, after orientation. */
    width: number | null;
    /** In pixels, after orientation. */
    height: number | null;
    /** Where a small JPEG of it is, if there is one. That of a film may be made later: `message.updated` tells. */
    thumbnail_url: string | null;
}

/** The credits that a message moved. */
export interface CreditTransferResponse {
    /** Whole credits. */
    amount: number;
    /** Who received them. */
    recipientId: string;
    /** Who sent them. */
    senderId: string;
}

/** The message of the same chat that a message answers. */
export interface ReplyToResponse {
    _id: string;
    /** That message's number in the chat. */
    sequence: number;
}

/** One kind of reaction on a message. */
export interface ReactionResponse {
    emoji: string;
    /** How many have reacted so. */
    count: number;
    /** Whether the reader is one of them. */
    mine: boolean;
}

/** The envelope of every error. */
export interface ErrorResponse {
    /** Always false. */
    isSuccess: boolean;
    /** The HTTP status. */
    statusCode: number;
    /** Always null. */
    data: any | null;
    /** First the sentence of the status, then one sentence for each code, in the language asked for. */
    errors: string[];
    /** A stable code for each cause: `codes[i]` is explained by `errors[i + 1]`. */
    codes: string[];
    /** When it was answered, UTC. */
    timestamp: string;
}

/** Messages to be sent together. */
export interface SendBatchRequest {
    /** Whether all are committed as one, or none. False if left out: then each is sent or refused for itself. */
    atomic?: boolean | null;
    /** The sends, in their order: 1 to 500. */
    items: BatchItemRequest[];
}

/** One send of a batch. */
export interface BatchItemRequest {
    /** What is sent. The kind of a media file is not asked for: it is found from its bytes. */
    type: BatchItemRequestType;
    /** The chat, 24 hexadecimal digits. May be left out when `targetUserId` is given. */
    chatId?: string | null;
    /** The person addressed, 24 hexadecimal digits. Alone: the direct chat with that person, created if there is none yet. With `chatId`: must be another member of that chat. Of a credit transfer: who gets the credits. */
    targetUserId?: string | null;
    /** The words of a text (required there), the caption of a file, the note of a transfer. */
    content?: string | null;
    /** The id or the name of a file that the sender uploaded before; by name, the newest of that name. */
    file?: string | null;
    /** What a credit transfer moves, to `targetUserId` or to the other member of a direct chat; for other types it may not be given. */
    creditTransfer?: CreditTransferRequest | null;
    /** The sender's own data, such as an order's id: a JSON object of at most 4,096 bytes and 4 levels, whose names have 1 to 64 characters. It comes back as it was sent, is never interpreted and never searched. */
    metadata?: { [key: string]: any; } | null;
    /** "Don't disturb for this one": passed on to whoever notifies. False if left out. */
    silent?: boolean | null;
    /** The id of the message of the same chat that this one answers. */
    replyTo?: string | null;
    /** The ids of members whom the message mentions, the sender aside. */
    mentions?: string[] | null;
    /** Sends only if the chat is still as the sender knows it: else 412 `chat.moved`, with the last number in `Chat-Sequence`. Of many at once with the same expectation one is sent. */
    expect?: ExpectRequest | null;
    /** For whom a service sends it; in place of `X-On-Behalf-Of`. Not for people. */
    onBehalfOf?: string | null;
}

/** The credits that a message moves. */
export interface CreditTransferRequest {
    /** Whole credits. */
    amount: number;
}

/** What must hold when the message is committed. */
export interface ExpectRequest {
    /** The number of the chat's last message; 0 for a chat without any, and for a direct chat that does not exist yet. */
    lastSequence: number;
}

/** What became of an atomic batch. */
export interface BatchOutcomeResponse {
    /** `committed`, `refused` or `unknown`. */
    status: BatchOutcomeResponseStatus;
    /** Its messages as they read now, if it was committed. */
    batch: BatchResponse | null;
    /** The refusal, if it was refused for good: what a repetition with the key is answered. */
    error: ErrorResponse | null;
}

/** A page of those whom the caller has blocked. */
export interface BlocksResponse {
    /** The newest block first. */
    items: BlockedUserResponse[];
    /** The `cursor` of the next page; null at the end. */
    nextCursor: string | null;
}

/** A user whom the caller has blocked. */
export interface BlockedUserResponse {
    _id: string;
    /** The name; null for a user whose record can't be read. */
    username: string | null;
    profilePhoto: string | null;
}

/** Whether the caller has blocked a user. */
export interface BlockResponse {
    /** Of the caller's own block; whether the other one has blocked the caller is not told. */
    blocked: boolean;
}

/** A chat as the caller sees it, with what its members may do and how far they have read. For a service that acts for nobody, without what is a reader's own: 0 and null. */
export interface ChatDetailsResponse {
    _id: string;
    /** `direct` or `group`. */
    kind: ChatDetailsResponseKind;
    /** The title of a group, if it has one; null for a direct chat. */
    title: string | null;
    /** Everybody in it. */
    members: MemberResponse[];
    /** Null if there is none yet. */
    lastMessage: MessageResponse | null;
    /** The number of the last message; 0 if there is none yet. */
    lastSequence: number;
    /** How many messages of others the caller has not read. */
    unreadCount: number;
    /** When it was opened, UTC. */
    createdAt: string;
    /** When its last message was sent, or it was opened, UTC. */
    updatedAt: string;
    /** How many of the messages that the caller has not read mention the caller. */
    unreadMentions: number;
    /** The number of the chat's last change: see `GET /chats/{chatId}/changes`. */
    lastChange: number;
    /** The photo of a group, if it has one. */
    photo: MediaResponse | null;
    /** The caller's own settings; null for who is no member. */
    settings: ChatSettingsResponse | null;
}

/** A member of a chat. */
export interface MemberResponse {
    _id: string;
    /** The name; null for a user whose record can't be read. */
    username: string | null;
    profilePhoto: string | null;
    /** `owner`, `admin` or `member`; in a direct chat both are `member`. */
    role: MemberResponseRole;
    /** Since when they are a member, UTC. */
    joinedAt: string;
    /** The number of the last message that they have read; 0 for none. */
    readUpTo: number;
    /** The number of the last message that has reached them; 0 for none. */
    deliveredUpTo: number;
    /** Whether they have the chat muted now, for whoever sends pushes. It is told by `GET /chats/{chatId}` to a service that acts for nobody; null for everybody else, and where their settings can't be read. */
    muted: boolean | null;
    /** Likewise when their muting ends, or has ended, UTC; null for never. */
    mutedUntil: string | null;
}

/** A member's own settings of a chat. Nobody else sees them, but for services, which see who has the chat muted. */
export interface ChatSettingsResponse {
    /** Whether the chat is muted now. */
    muted: boolean;
    /** When the muting ends, or has ended, UTC; null for never. */
    mutedUntil: string | null;
    /** Whether the chat is archived. The next message ends it, unless the chat is muted. */
    archived: boolean;
    /** Whether the chat is pinned. It does not change its place in the list. */
    pinned: boolean;
}

/** What is to change of a group. What is left out stays; null takes away. */
export interface UpdateChatRequest {
    /** The title. */
    title?: string | null;
    /** An image that the caller has uploaded, named as `file` of a send. */
    photo?: string | null;
}

/** How a member comes into a group. */
export interface PutMemberRequest {
    /** What the member sees: `joined`, which is meant if it is left out, what comes from now on; `all`, everything. */
    history?: PutMemberRequestHistory | null;
}

/** A member's role. */
export interface SetRoleRequest {
    /** `owner`, `admin` or `member`. */
    role: SetRoleRequestRole;
}

/** What is to change of the caller's own settings. What is left out stays. */
export interface SetSettingsRequest {
    /** Whether the chat is to be muted. `false` also takes `mutedUntil` away. */
    muted?: boolean | null;
    /** When the muting is to end, UTC, as in 2026-01-15T10:30:00.000Z; alone, it mutes. Null takes the end away. */
    mutedUntil?: string | null;
    /** Whether the chat is to be archived: kept out of the list until the next message, and longer while it is muted. */
    archived?: boolean | null;
    /** Whether the chat is to be pinned. */
    pinned?: boolean | null;
}

/** A page of the caller's chats. */
export interface ChatListResponse {
    /** Newest activity first. */
    items: ChatResponse[];
    /** The `cursor` of the next page; null at the end. */
    nextCursor: string | null;
}

/** A chat as the caller sees it. Every property is always there, null where it does not apply. */
export interface ChatResponse {
    _id: string;
    /** `direct` or `group`. */
    kind: ChatResponseKind;
    /** The title of a group, if it has one; null for a direct chat. */
    title: string | null;
    /** Everybody in it, the caller included. */
    members: UserResponse[];
    /** Null if there is none yet. */
    lastMessage: MessageResponse | null;
    /** The number of the last message; 0 if there is none yet. */
    lastSequence: number;
    /** How many messages of others the caller has not read. */
    unreadCount: number;
    /** When it was opened, UTC. */
    createdAt: string;
    /** When its last message was sent, or it was opened, UTC. */
    updatedAt: string;
    /** How many of the messages that the caller has not read mention the caller. */
    unreadMentions: number;
    /** The number of the chat's last change: see `GET /chats/{chatId}/changes`. */
    lastChange: number;
    /** The photo of a group, if it has one. */
    photo: MediaResponse | null;
    /** The caller's own settings; null for who is no member. */
    settings: ChatSettingsResponse | null;
}

/** A user. */
export interface UserResponse {
    _id: string;
    /** The name; null for a user whose record can't be read. */
    username: string | null;
    profilePhoto: string | null;
    /** `person` or `system`; null for a user whose record can't be read. */
    kind: UserResponseKind | null;
}

/** What has changed in a chat. */
export interface ChangesResponse {
    /** By the number of each thing's latest change, oldest first. */
    items: ChangeResponse[];
    /** The number of the chat's last change. */
    lastChange: number;
    /** Whether there are later ones: go on `after` the last item's `change`. If not, everything up to `lastChange` has been given. */
    hasMore: boolean;
    /** Whether what was held of the chat is void, and the items begin anew. */
    reset: boolean;
}

/** A thing that has changed, as it is now: one of `message` and `chat` is null. */
export interface ChangeResponse {
    /** The number of its latest change. */
    change: number;
    message: MessageResponse | null;
    /** The chat itself, where its title, photo, members or their roles have changed. */
    chat: ToldChatResponse | null;
}

/** A chat as everybody in it is told, without what is a reader's own. */
export interface ToldChatResponse {
    _id: string;
    /** `direct` or `group`. */
    kind: ToldChatResponseKind;
    /** The title of a group, if it has one; null for a direct chat. */
    title: string | null;
    /** Everybody in it; null in `chat.updated`, where a line says who has changed. */
    members: ToldMemberResponse[] | null;
    /** Null: it is a message of its own. */
    lastMessage: MessageResponse | null;
    /** The number of the last message; 0 if there is none yet. */
    lastSequence: number;
    /** Null: it is a reader's own. */
    unreadCount: number | null;
    /** When it was opened, UTC. */
    createdAt: string;
    /** When its last message was sent, or it was opened, UTC. */
    updatedAt: string;
    /** Null: it is a reader's own. */
    unreadMentions: number | null;
    /** The number of the chat's last change. */
    lastChange: number;
    /** The photo of a group, if it has one. */
    photo: MediaResponse | null;
    /** Null: they are a reader's own. */
    settings: ChatSettingsResponse | null;
    /** The number of the change of the chat itself; null in `chat.created`, where what one hears goes on from `lastChange`. */
    change: number | null;
}

/** A member of a chat, as everybody in it is told. */
export interface ToldMemberResponse {
    _id: string;
    /** The name; null for a user whose record can't be read. */
    username: string | null;
    profilePhoto: string | null;
    /** `owner`, `admin` or `member`; in a direct chat both are `member`. */
    role: ToldMemberResponseRole;
    /** Since when they are a member, UTC. */
    joinedAt: string;
}

/** What has changed in the chats that were named. */
export interface SyncResponse {
    /** In the order asked. Together they have 500 items at most; what found no room has none, and more to come. */
    chats: SyncedChatResponse[];
    /** The ids of those that are not, or never were, the caller's. */
    gone: string[];
}

/** What has changed in one of the chats. */
export interface SyncedChatResponse {
    chatId: string;
    /** The number of the chat's last change. */
    lastChange: number;
    /** By the number of each thing's latest change, oldest first. */
    items: ChangeResponse[];
    /** Whether there are later ones: ask again from the last item's `change`. */
    hasMore: boolean;
    /** Whether what was held of the chat is void, and the items begin anew. */
    reset: boolean;
    /** How many messages of others the caller has not read. */
    unreadCount: number;
    /** How many of the messages that the caller has not read mention the caller. */
    unreadMentions: number;
}

/** What the caller holds of which chats. */
export interface SyncRequest {
    /** By the chat's id, the number of the last change that the caller knows: 0 for none. 200 chats at most. */
    chats: { [key: string]: number; };
}

export type FeedEventType = "message.created" | "message.updated" | "message.deleted" | "message.reacted" | "message.read" | "message.delivered" | "chat.created" | "chat.updated" | "user.updated" | "credits.changed" | "credits.granted" | "credits.transferred" | "block.changed";

/** A page of a chat's pinned messages. */
export interface PinsResponse {
    /** The newest pin first. */
    items: MessageResponse[];
    /** The `cursor` of the next page; null at the end. */
    nextCursor: string | null;
}

/** A chat to be opened. */
export interface CreateChatRequest {
    /** The other members, each 24 hexadecimal digits. One of them and no `title`: the direct chat with that person. Naming somebody twice, or the caller too, changes nothing. */
    memberIds: string[];
    /** The title of a group; none if left out. */
    title?: string | null;
}

/** A user's credits. */
export interface CreditsResponse {
    /** Whole credits, never below zero. */
    balance: number;
}

/** A page of a user's ledger, newest first. */
export interface TransactionsResponse {
    items: TransactionResponse[];
    /** The `cursor` of the next page; null at the end. */
    nextCursor: string | null;
}

/** One entry of a user's ledger. It never changes. Of an entry whose record can't be read there is `_id` alone; everything else is null or 0. */
export interface TransactionResponse {
    _id: string | null;
    /** `credit_transfer_sent`, `credit_transfer_received` or `grant`. */
    direction: TransactionResponseDirection | null;
    /** Whole credits, always above zero: the direction tells whether they came or went. */
    amount: number;
    /** The user's balance after this entry. */
    balanceAfter: number;
    /** The other user of a transfer; null for a grant. */
    counterpartyId: string | null;
    /** The message that moved the credits; null for a grant. */
    messageId: string | null;
    /** The chat of that message; null for a grant. */
    chatId: string | null;
    /** When it was booked, UTC. */
    createdAt: string | null;
}

/** Credits that were granted. */
export interface GrantResponse {
    /** Who received them. */
    userId: string;
    /** Whole credits. */
    amount: number;
    /** The user's balance after the grant; the same when the grant is repeated with its key. */
    balance: number;
}

/** Credits to be granted. */
export interface GrantCreditsRequest {
    /** Whole credits. */
    amount: number;
}

/** A development token. */
export interface DevelopmentTokenResponse {
    accessToken: string;
    /** When the token ends, UTC. */
    expiresAt: string;
}

/** Whom a development token is for. */
export interface DevelopmentTokenRequest {
    /** The token's subject, 24 hexadecimal digits. */
    userId: string;
    /** `user` (if left out) or `service`. */
    role?: DevelopmentTokenRequestRole | null;
}

/** What the receiver for tries was given, at most 100. */
export interface WebhookInboxResponse {
    /** Newest first. */
    items: ReceivedWebhookResponse[];
}

/** Something that the receiver for tries was given. */
export interface ReceivedWebhookResponse {
    /** The webhook, as the address of the receiver names it. */
    name: string;
    /** When it came, UTC. */
    receivedAt: string;
    /** Whether it was signed with a secret that the webhook of that name has here. If not, the answer was 401. */
    verified: boolean;
    /** The header `webhook-id`: the same in every attempt. */
    webhookId: string | null;
    /** The header `webhook-timestamp`: when the attempt was made, in seconds since 1970. */
    webhookTimestamp: string | null;
    /** The header `webhook-signature`: one signature, or several separated by spaces. */
    webhookSignature: string | null;
    /** The body, as it was received. */
    body: string;
}

/** The data of the event `message.reacted`: a member has put a reaction, or taken it back. */
export interface MessageReactedEvent {
    chatId: string;
    messageId: string;
    /** The member. */
    userId: string;
    emoji: string;
    /** Whether it was put; if not, it was taken back. */
    added: boolean;
    /** What is on the message then. */
    reactions: ReactionResponse[];
    /** The number of the change. */
    change: number;
}

/** The data of the events `message.read` and `message.delivered`: a member has read a chat up to a message, or has it on a device. */
export interface MessageReadEvent {
    chatId: string;
    /** The member. */
    userId: string;
    /** The number of the message. */
    sequence: number;
}

/** The data of the event `chat.left`: the listener is no member of the chat any more. */
export interface ChatLeftEvent {
    chatId: string;
}

/** The data of the event `change.hidden`: something that the listener does not see has changed, and the change has that number. */
export interface ChangeHiddenEvent {
    chatId: string;
    /** The number of the change. */
    change: number;
}

/** The data of the event `settings.changed`: the listener has other settings of a chat. */
export interface SettingsChangedEvent {
    chatId: string;
    settings: ChatSettingsResponse;
}

/** The data of the event `credits.changed`, of the listener's own credits. */
export interface CreditsChangedEvent {
    /** Whole credits, 0 or more. */
    balance: number;
}

/** A page of the feed. */
export interface FeedResponse {
    /** Oldest first. */
    items: FeedItemResponse[];
    /** What to name as `after` next; it moves also where there are no items. */
    position: string;
    /** Whether there is more already. */
    hasMore: boolean;
    /** Whether `after` is none of this service's positions, or too old: then the items begin with the oldest that are kept. */
    reset: boolean;
}

/** An event of the service. */
export interface FeedItemResponse {
    /** Where to go on after it: opaque, and always the same for the same event. */
    position: string;
    /** What has happened, such as `message.created`. */
    type: FeedItemResponseType;
    /** The chat that it is of; null for what concerns users alone. */
    chatId: string | null;
    /** The number of the chat's change; null for what is no change of a chat. */
    change: number | null;
    /** What there is to tell, as of then; of a message that is deleted since, its tombstone. By `type`: `message.created`, `message.updated`, `message.deleted` `MessageResponse`; `message.reacted` `FeedReactedData`; `message.read`, `message.delivered` `MessageReadEvent`; `chat.created`, `chat.updated` `ToldChatResponse`; `user.updated` `UserResponse`; `credits.changed` `FeedCreditsChangedData`; `credits.granted` `FeedCreditsGrantedData`; `credits.transferred` `FeedCreditsTransferredData`; `block.changed` `FeedBlockChangedData`. */
    data: Data;
    /** When it was recorded, UTC. */
    createdAt: string;
}

/** The data of `message.reacted` in the feed. */
export interface FeedReactedData {
    chatId: string;
    messageId: string | null;
    /** The member. */
    userId: string | null;
    /** Null once the message is deleted. */
    emoji: string | null;
    /** Whether it was put; if not, it was taken back. */
    added: boolean;
    /** What is on the message then; `mine` is false. */
    reactions: ReactionResponse[];
    /** The number of the change. */
    change: number;
}

/** The data of `credits.changed` in the feed. */
export interface FeedCreditsChangedData {
    userId: string;
    /** Whole credits, 0 or more. */
    balance: number;
}

/** The data of `credits.granted`. */
export interface FeedCreditsGrantedData {
    userId: string;
    /** How many whole credits, at least 1. */
    amount: number;
    /** Whole credits after it. */
    balance: number;
}

/** The data of `credits.transferred`. */
export interface FeedCreditsTransferredData {
    /** Who has sent them. */
    from: string;
    /** Who has got them. */
    to: string;
    /** How many whole credits, at least 1. */
    amount: number;
    /** The message that has moved them. */
    messageId: string;
}

/** The data of `block.changed`. */
export interface FeedBlockChangedData {
    /** Who has set or taken back the block. */
    userId: string;
    /** The other user. */
    blockedId: string;
    /** Whether there is a block now. */
    blocked: boolean;
}

/** A stored file, to be named in messages by its id or its name. All of it is measured by the service. */
export interface FileResponse {
    _id: string;
    /** The file's name, cleaned. */
    name: string;
    /** `image`, `video`, `audio` or `file`. */
    type: FileResponseType;
    /** In bytes, as served. */
    size: number;
    /** In seconds, to the millisecond; null when unknown or without meaning. */
    duration: number | null;
    /** In pixels, after orientation. */
    width: number | null;
    /** In pixels, after orientation. */
    height: number | null;
    /** Where its bytes are: stable, unguessable, without a token. */
    url: string;
    /** Where a small JPEG of it is, if there is one. That of a film may be made later: `message.updated` tells. */
    thumbnail_url: string | null;
}

/** A message to be sent. */
export interface SendMessageRequest {
    /** What is sent. The kind of a media file is not asked for: it is found from its bytes. */
    type: SendMessageRequestType;
    /** The chat, 24 hexadecimal digits. May be left out when `targetUserId` is given. */
    chatId?: string | null;
    /** The person addressed, 24 hexadecimal digits. Alone: the direct chat with that person, created if there is none yet. With `chatId`: must be another member of that chat. Of a credit transfer: who gets the credits. */
    targetUserId?: string | null;
    /** The words of a text (required there), the caption of a file, the note of a transfer. */
    content?: string | null;
    /** The id or the name of a file that the sender uploaded before; by name, the newest of that name. */
    file?: string | null;
    /** What a credit transfer moves, to `targetUserId` or to the other member of a direct chat; for other types it may not be given. */
    creditTransfer?: CreditTransferRequest | null;
    /** The sender's own data, such as an order's id: a JSON object of at most 4,096 bytes and 4 levels, whose names have 1 to 64 characters. It comes back as it was sent, is never interpreted and never searched. */
    metadata?: { [key: string]: any; } | null;
    /** "Don't disturb for this one": passed on to whoever notifies. False if left out. */
    silent?: boolean | null;
    /** The id of the message of the same chat that this one answers. */
    replyTo?: string | null;
    /** The ids of members whom the message mentions, the sender aside. */
    mentions?: string[] | null;
    /** Sends only if the chat is still as the sender knows it: else 412 `chat.moved`, with the last number in `Chat-Sequence`. Of many at once with the same expectation one is sent. */
    expect?: ExpectRequest | null;
}

/** A page of a chat's history. */
export interface HistoryResponse {
    items: MessageResponse[];
    /** Whether there are more messages beyond the page, in the same direction. */
    hasMore: boolean;
}

/** How far the caller has read a chat. */
export interface MarkReadResponse {
    chatId: string;
    /** The number of the last message read; 0 for none. It never goes back. */
    sequence: number;
    /** How many messages of others come after it. */
    unreadCount: number;
}

/** How far a chat has been read. */
export interface MarkReadRequest {
    /** The number of the last message read. Past the end it is brought down to the last one. */
    sequence: number;
}

/** What became of a send. */
export interface OutcomeResponse {
    /** `committed`, `refused` or `unknown`. */
    status: OutcomeResponseStatus;
    /** The message as it reads now, if it was committed. */
    message: MessageResponse | null;
    /** The refusal, if it was refused for good: what a repetition with the key is answered. */
    error: ErrorResponse | null;
}

/** The messages that were asked for. */
export interface MessagesResponse {
    /** In the order asked; those that the caller may not see are left out. */
    items: MessageResponse[];
    /** Whether the answer ends early, at 1 MiB: then the ids after that of the last item are to be asked for again. */
    hasMore: boolean;
}

/** What is to change of a message. What is left out stays; null takes away. */
export interface EditMessageRequest {
    /** The words of a text, or the caption of a file. A text can't do without. */
    content?: string | null;
    /** The sender's own data, as of a send. */
    metadata?: { [key: string]: any; } | null;
}

/** A page of a message's versions. */
export interface VersionsResponse {
    /** Oldest first, the present one included; none of a message that was deleted. */
    items: VersionResponse[];
    /** Whether there are later ones. */
    hasMore: boolean;
}

/** The words and the data that a message had, or has. */
export interface VersionResponse {
    /** 1 for those that it was sent with. */
    version: number;
    content: string | null;
    metadata: { [key: string]: any; } | null;
    /** Since when it had them, UTC. */
    at: string;
}

/** A page of those who have reacted to a message. */
export interface ReactionsResponse {
    /** Whoever reacted first comes first. */
    items: ReactionItemResponse[];
    /** The `cursor` of the next page; null at the end. */
    nextCursor: string | null;
}

/** One user's reaction. */
export interface ReactionItemResponse {
    userId: string;
    emoji: string;
    /** Since when, UTC. */
    at: string;
}

/** How far a chat has come to the caller's devices. */
export interface MarkDeliveredResponse {
    chatId: string;
    /** The number of the last message that has reached the caller; 0 for none. It never goes back. */
    sequence: number;
}

/** How far a chat has come to the caller's devices. */
export interface MarkDeliveredRequest {
    /** The number of the last message that is there. Past the end it is brought down to the last one. */
    sequence: number;
}

/** A user's entry in the directory. */
export interface PutUserRequest {
    /** The name that others see; not unique. */
    username: string;
    /** The address of a picture; none if left out. */
    profilePhoto?: string | null;
    /** `person`, or `system` for the product itself: services act for it, and nobody has a token of it. It never changes; if left out, a new user is a person. */
    kind?: PutUserRequestKind | null;
}

/** All webhooks. */
export interface WebhooksResponse {
    /** By name. */
    items: WebhookResponse[];
}

/** A webhook. */
export interface WebhookResponse {
    name: string;
    url: string;
    /** The types of events that it hears. */
    types: FeedEventType[];
    /** Whether events are sent. A receiver that answers 410 switches it off. */
    active: boolean;
    /** Since when it is off, UTC; null while it is active. It keeps its place for 3 days. */
    inactiveSince: string | null;
    /** The secret that signs: shown once, by the call that makes it, be it the first one or a rotation; null otherwise. */
    secret: string | null;
    /** UTC. */
    createdAt: string;
    backlog: WebhookBacklogResponse;
}

/** What the receiver has not taken yet. */
export interface WebhookBacklogResponse {
    /** How many events; beyond 10,000 an estimate. */
    events: number;
    /** When the oldest of them was recorded, UTC; null if there is none. */
    oldestAt: string | null;
}

/** Where events are to be sent, and which. Of a webhook that is there, what is left out stays. */
export interface PutWebhookRequest {
    /** Where: https, at most 2,048 characters, without user and fragment, a name of another script in its ASCII form (xn--). A new webhook needs it. */
    url?: string | null;
    /** The types of events; a new webhook hears all of them. */
    types?: FeedEventType[] | null;
    /** Whether events are sent; true for a new webhook. */
    active?: boolean | null;
    /** `now` (if left out), or the position of the feed after which a new webhook begins. */
    from?: string | null;
}

/** What came of a test. */
export interface WebhookTestResponse {
    /** The status of the receiver's answer; null if none came. */
    statusCode: number | null;
    /** What was wrong, where none came: `timeout`, `connection`, `tls`, `name_unknown`, `address_not_allowed`, `answer_malformed`, `secret_unreadable`; null otherwise. */
    error: string | null;
    /** How long it took, in milliseconds. */
    durationMs: number;
}

/** What is to be given once more. */
export interface ReplayWebhookRequest {
    /** The position of the feed after which it begins. */
    from: string;
    /** The position with which it ends; the newest event if left out. */
    to?: string | null;
}

/** A page of deliveries. Those that were taken are listed for 24 hours. */
export interface DeliveriesResponse {
    /** Newest event first. */
    items: DeliveryResponse[];
    /** The `cursor` of the next page; null at the end. A page may be empty and have one. */
    nextCursor: string | null;
}

/** How the delivery of an event stands. */
export interface DeliveryResponse {
    id: string;
    /** The header `webhook-id` of all its attempts. */
    webhookId: string;
    /** `pending`: not tried yet; `delivered`; `failed`: tried, and to be tried again; `set_aside`: given up. */
    status: DeliveryResponseStatus;
    /** How often it was tried. */
    attempts: number;
    /** The event's position in the feed. */
    position: string;
    /** The event's type. */
    type: DeliveryResponseType;
    chatId: string | null;
    change: number | null;
    /** The status of the last answer, of a delivery that was not taken at once; null if none came. */
    statusCode: number | null;
    /** What was wrong with the last attempt, where no answer came; null otherwise. */
    error: string | null;
    /** When the event was recorded, UTC. */
    createdAt: string;
    /** When it is tried next, UTC, of one that has failed. */
    nextAttemptAt: string | null;
    /** When it was taken or set aside, UTC; null if it was not, or was taken at once. */
    endedAt: string | null;
}

export type Direction = "credit_transfer_sent" | "credit_transfer_received" | "grant";

export type Direction2 = "credit_transfer_sent" | "credit_transfer_received" | "grant";

export type Type = "text" | "media" | "credit_transfer";

export type Status = "pending" | "delivered" | "failed" | "set_aside";

export type MessageResponseType = "text" | "media" | "credit_transfer" | "system" | "unreadable" | (string & {});

export type MediaResponseType = "image" | "video" | "audio" | "file";

export type BatchItemRequestType = "text" | "media" | "credit_transfer";

export type BatchOutcomeResponseStatus = "committed" | "refused" | "unknown";

export type ChatDetailsResponseKind = "direct" | "group";

export type MemberResponseRole = "owner" | "admin" | "member";

export type PutMemberRequestHistory = "joined" | "all";

export type SetRoleRequestRole = "owner" | "admin" | "member";

export type ChatResponseKind = "direct" | "group";

export type UserResponseKind = "person" | "system";

export type ToldChatResponseKind = "direct" | "group";

export type ToldMemberResponseRole = "owner" | "admin" | "member";

export type TransactionResponseDirection = "credit_transfer_sent" | "credit_transfer_received" | "grant";

export type DevelopmentTokenRequestRole = "user" | "service";

export type FeedItemResponseType = "message.created" | "message.updated" | "message.deleted" | "message.reacted" | "message.read" | "message.delivered" | "chat.created" | "chat.updated" | "user.updated" | "credits.changed" | "credits.granted" | "credits.transferred" | "block.changed";

export interface Data {

    [key: string]: any;
}

export type FileResponseType = "image" | "video" | "audio" | "file";

export type SendMessageRequestType = "text" | "media" | "credit_transfer";

export type OutcomeResponseStatus = "committed" | "refused" | "unknown";

export type PutUserRequestKind = "person" | "system";

export type DeliveryResponseStatus = "pending" | "delivered" | "failed" | "set_aside";

export type DeliveryResponseType = "message.created" | "message.updated" | "message.deleted" | "message.reacted" | "message.read" | "message.delivered" | "chat.created" | "chat.updated" | "user.updated" | "credits.changed" | "credits.granted" | "credits.transferred" | "block.changed";
