import { type FileSource, fileOf } from "./files.js";
import { BatchesCalls, type HistoryResponse, type MarkDeliveredRequest, type MarkDeliveredResponse, type MarkReadRequest, type MarkReadResponse, MessagesCalls, type MessagesResponse, type OutcomeResponse,
    type ReactionItemResponse, type ReactionsResponse, type SendMessageRequest, type VersionResponse, type VersionsResponse } from "./generated.js";
import type { CreditTransferMessage, MediaMessage, Message, Rehearsed, TextMessage } from "./message.js";
import type { CallOptions, FileOptions, KeyedOptions } from "./options.js";
import { byCursor, Pages } from "./pages.js";
import { type ManyBody, sendMany, type SendManyOptions, type SentOfMany } from "./send-many.js";
import type { Transport } from "./transport.js";

/** The page of a chat's history. */
export type HistoryPage = Omit<HistoryResponse, "items"> & { items: Message[] };

/** The messages that were asked for. */
export type MessageList = Omit<MessagesResponse, "items"> & { items: Message[] };

/** What became of a send. */
export type Outcome = Omit<OutcomeResponse, "message"> & { message: Message | null };

/** Where a message goes: to a chat, to a person (in the direct chat, which is made if there is none), or to a member of a chat. */
export type Recipient =
    | { chatId: string; targetUserId?: string | null }
    | { chatId?: string | null; targetUserId: string };

/** What may go with a message of any kind. */
export interface SendExtras {
    /** Data of your own, such as an order's id: at most 4,096 bytes of JSON. It comes back as it was sent, and is never interpreted. */
    metadata?: Record<string, unknown> | null;
    /** "Don't disturb for this one": passed on to whoever notifies. */
    silent?: boolean | null;
    /** The `_id` of the message of the same chat that this one answers. */
    replyTo?: string | null;
    /** The ids of members whom the message mentions, the sender aside. */
    mentions?: readonly string[] | null;
    /** Sends only if the chat's last message still has that number: else the error's code is `chat.moved`. */
    expect?: { lastSequence: number } | null;
}

/** The documented body of a text. Its file may also be the bytes. */
export type TextBody = Recipient & SendExtras & { type: "text"; content: string; file?: string | FileSource | null; creditTransfer?: null };

/** The documented body of a file: the id or the name of one that was uploaded before, or the bytes. */
export type MediaBody = Recipient & SendExtras & { type: "media"; file: string | FileSource; content?: string | null; creditTransfer?: null };

/** The documented body of a credit transfer. */
export type CreditTransferBody = Recipient & SendExtras & { type: "credit_transfer"; creditTransfer: { amount: number }; content?: string | null; file?: null };

/** The documented body. */
export type SendBody = TextBody | MediaBody | CreditTransferBody;

export interface SendOptions extends KeyedOptions, FileOptions {
    /** Makes every check and sends nothing: the answer is the message as it would be, its _id null. */
    dryRun?: boolean | undefined;
}

/** The message of each type. */
interface MessageByType {
    text: TextMessage;
    media: MediaMessage;
    credit_transfer: CreditTransferMessage;
}

/** What a send answers: the message of that type; of a dry run, without an id. */
export type Sent<Type extends keyof MessageByType, Options> = {
    [One in Type]: Options extends { dryRun: infer DryRun }
        ? DryRun extends true ? Rehearsed<MessageByType[One]> : MessageByType[One]
        : MessageByType[One];
}[Type];

interface HistoryOf {
    chatId: string;
    /** The most messages of a page: 1 to 100, 20 unless given. */
    limit?: number | null;
}

/** Which messages: the newest, those before one, those after one, or those around one. */
export type HistoryRequest =
    | HistoryOf & {
        /** Only messages with a lower sequence, newest first. */
        before?: number | null;
        after?: null;
        around?: null;
    }
    | HistoryOf & {
        before?: null;
        /** Only messages with a higher sequence, oldest first. */
        after?: number | null;
        around?: null;
    }
    | HistoryOf & {
        before?: null;
        after?: null;
        /** Half of the page before this sequence, and the rest from it on, oldest first. Looped over, it goes on to the end. */
        around?: number | null;
    };

/** Sending and reading messages. */
export class Messages {
    private readonly calls: MessagesCalls;
    private readonly batches: BatchesCalls;

    /** @internal */
    constructor(transport: Transport) {
        this.calls = new MessagesCalls(transport);
        this.batches = new BatchesCalls(transport);
    }

    /**
     * Sends the documented body as it stands. It is repeated with its key until it is answered, and sent once.
     *
     * @example
     * const message = await allmine.messages.send({ type: "text", chatId, content: "Hello there!", file: "profile-photo.jpg" });
     */
    async send<Body extends SendBody, Options extends SendOptions>(body: Body, options?: Options): Promise<Sent<Body["type"], Options>> {
        const { dryRun, fileName, ...rest } = options ?? {} as SendOptions;
        const { file } = body;
        const request = {
            ...body,
            file: typeof file === "string" || !file ? file : await fileOf(file, fileName),
            ...(dryRun !== undefined && { dryRun }),
        };
        return await this.calls.send(request as SendMessageRequest, rest) as unknown as Sent<Body["type"], Options>;
    }

    /**
     * Sends a text.
     *
     * @example
     * const message = await allmine.messages.sendText({ chatId, content: "Hello there!" });
     * await allmine.messages.sendText({ targetUserId, content: "To a person" }, { idempotencyKey: "greeting-1" });
     */
    sendText<Options extends SendOptions>(message: Recipient & SendExtras & { content: string }, options?: Options): Promise<Sent<"text", Options>> {
        return this.send({ type: "text", ...message }, options);
    }

    /**
     * Sends a file: its bytes, or the id or name of one that was uploaded before.
     *
     * @example
     * await allmine.messages.sendMedia({ chatId, file: new Blob([bytes]), content: "At the beach" }, { fileName: "beach.jpg" });
     */
    sendMedia<Options extends SendOptions>(
        message: Recipient & SendExtras & { file: string | FileSource; content?: string | null },
        options?: Options,
    ): Promise<Sent<"media", Options>> {
        return this.send({ type: "media", ...message }, options);
    }

    /**
     * Sends credits, whole ones, to the person or to the other member of the direct chat.
     *
     * @example
     * await allmine.messages.sendCredits({ targetUserId, amount: 25, content: "For the coffee" }, { idempotencyKey: order.id });
     */
    sendCredits<Options extends SendOptions>(
        message: Recipient & SendExtras & { amount: number; content?: string | null },
        options?: Options,
    ): Promise<Sent<"credit_transfer", Options>> {
        const { amount, ...rest } = message;
        return this.send({ type: "credit_transfer", ...rest, creditTransfer: { amount } }, options);
    }

    /**
     * Sends as many messages as come, batch by batch, and yields what became of each, in order. It holds one batch in memory. Run again with the
     * same key, size and items, it sends what is not sent yet, and nothing twice.
     *
     * @example
     * async function* greetings() {
     *   for await (const user of readUsers()) yield { type: "text" as const, targetUserId: user.id, content: "Hello there!" };
     * }
     * for await (const { index, message, error } of allmine.messages.sendMany(greetings(), { idempotencyKey: "greeting-2026" })) {
     *   if (error) console.log(index, error.codes);
     * }
     */
    sendMany(items: Iterable<ManyBody> | AsyncIterable<ManyBody>, options: SendManyOptions): AsyncGenerator<SentOfMany, void, undefined> {
        return sendMany(this.batches, items, options);
    }

    /**
     * Reads one message.
     *
     * @example
     * const message = await allmine.messages.get({ messageId });
     */
    get(request: { messageId: string }, options?: CallOptions): Promise<Message> {
        return this.calls.get(request, options) as unknown as Promise<Message>;
    }

    /**
     * Reads messages by their ids, in that order. Those that the caller may not see are left out. With `hasMore` the answer has ended early, at 1 MiB: the ids
     * after that of its last item are to be asked for again.
     *
     * @example
     * const { items: [question, answer] } = await allmine.messages.list({ ids: [messageId, replyId] });
     */
    list(request: { ids: string | readonly string[] }, options?: CallOptions): Promise<MessageList> {
        return this.calls.list({ ids: request.ids.toString() }, options) as unknown as Promise<MessageList>;
    }

    /**
     * Changes the words, the caption or the metadata of a message of the caller's. What is left out stays, null takes away. With a version,
     * only if the message still has it: else the error's code is `message.version_conflict`.
     *
     * @example
     * await allmine.messages.edit({ messageId, content: "Hello there, all of you!" }, { version: message.version });
     */
    edit(
        request: { messageId: string; content?: string | null; metadata?: Record<string, unknown> | null },
        options: CallOptions & { version?: number | undefined } = {},
    ): Promise<Message> {
        const { version, ...rest } = options;
        return this.calls.edit(request, { ...rest, ...(version !== undefined && { ifMatch: `"${version}"` }) }) as unknown as Promise<Message>;
    }

    /**
     * Deletes a message. What is left is its place, a tombstone.
     *
     * @example
     * const { deletedAt } = await allmine.messages.delete({ messageId });
     */
    delete(request: { messageId: string }, options?: CallOptions): Promise<Message> {
        return this.calls.delete(request, options) as unknown as Promise<Message>;
    }

    /**
     * The versions of a message of the caller's, oldest first, the present one included. Awaited, it is a page; looped over, all of them.
     *
     * @example
     * for await (const { version, content } of allmine.messages.versions({ messageId })) console.log(version, content);
     */
    versions(request: { messageId: string; after?: number | null; limit?: number | null }, options?: CallOptions): Pages<VersionResponse, VersionsResponse> {
        return new Pages(
            () => this.calls.versions(request, options),
            page => {
                const last = page.items.at(-1);
                return page.hasMore && last ? this.versions({ ...request, after: last.version }, options) : undefined;
            },
        );
    }

    /**
     * Puts a reaction on a message.
     *
     * @example
     * const { reactions } = await allmine.messages.react({ messageId, emoji: "👍" });
     */
    react(request: { messageId: string; emoji: string }, options?: CallOptions): Promise<Message> {
        return this.calls.react(request, options) as unknown as Promise<Message>;
    }

    /**
     * Takes a reaction back.
     *
     * @example
     * await allmine.messages.unreact({ messageId, emoji: "👍" });
     */
    unreact(request: { messageId: string; emoji: string }, options?: CallOptions): Promise<Message> {
        return this.calls.unreact(request, options) as unknown as Promise<Message>;
    }

    /**
     * Who has reacted to a message. Awaited, it is a page; looped over, all of them.
     *
     * @example
     * for await (const { userId, emoji } of allmine.messages.reactions({ messageId })) console.log(userId, emoji);
     */
    reactions(
        request: { messageId: string; emoji?: string | null; cursor?: string | null; limit?: number | null },
        options?: CallOptions,
    ): Pages<ReactionItemResponse, ReactionsResponse> {
        return byCursor(window => this.calls.reactions(window, options), request);
    }

    /**
     * Pins a message in its chat.
     *
     * @example
     * const { pinnedAt } = await allmine.messages.pin({ messageId });
     */
    pin(request: { messageId: string }, options?: CallOptions): Promise<Message> {
        return this.calls.pin(request, options) as unknown as Promise<Message>;
    }

    /**
     * Takes a pin away.
     *
     * @example
     * await allmine.messages.unpin({ messageId });
     */
    unpin(request: { messageId: string }, options?: CallOptions): Promise<Message> {
        return this.calls.unpin(request, options) as unknown as Promise<Message>;
    }

    /**
     * Says that a chat has come to the caller's device up to a message, read or not. It never goes back.
     *
     * @example
     * await allmine.messages.markDelivered({ chatId, sequence: message.sequence });
     */
    markDelivered(request: { chatId: string } & MarkDeliveredRequest, options?: CallOptions): Promise<MarkDeliveredResponse> {
        return this.calls.markDelivered(request, options);
    }

    /**
     * Marks a chat as read up to a message. It never goes back.
     *
     * @example
     * const { unreadCount } = await allmine.messages.markRead({ chatId, sequence: message.sequence });
     */
    markRead(request: { chatId: string } & MarkReadRequest, options?: CallOptions): Promise<MarkReadResponse> {
        return this.calls.markRead(request, options);
    }

    /**
     * Asks what became of a send, by its key.
     *
     * @example
     * const { status, message } = await allmine.messages.outcome({}, { idempotencyKey });
     */
    outcome(request: Record<string, never>, options: CallOptions & { idempotencyKey: string }): Promise<Outcome> {
        return this.calls.outcome(request, options) as unknown as Promise<Outcome>;
    }

    /**
     * A chat's messages: newest first, or with `after` or `around`, oldest first. Awaited, it is a page; looped over, all of them.
     *
     * @example
     * const { items, hasMore } = await allmine.messages.history({ chatId, limit: 20 });
     * for await (const message of allmine.messages.history({ chatId, after: 0 })) console.log(message.sequence);
     */
    history(request: HistoryRequest, options?: CallOptions): Pages<Message, HistoryPage> {
        const pages = (window: HistoryRequest): Pages<Message, HistoryPage> => new Pages(
            () => this.calls.history(window, options) as unknown as Promise<HistoryPage>,
            page => {
                const last = page.items.at(-1);
                if (!page.hasMore || !last)
                    return undefined;
                const { chatId, limit = null } = window;
                const isForward = (window.after ?? window.around ?? null) !== null;
                return pages({ chatId, limit, ...(isForward ? { after: last.sequence } : { before: last.sequence }) });
            },
        );
        return pages(request);
    }
}
