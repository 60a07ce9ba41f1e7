import { Chats } from "./chats.js";
import { Credits } from "./credits.js";
import { type AllmineEvent, type EventsOptions, listen } from "./events.js";
import { type FeedItem, type FeedOptions, type FeedPage, type FeedReset, follow } from "./feed.js";
import { type FileSource, fileOf } from "./files.js";
import { BatchesCalls, BlocksCalls, DevelopmentCalls, FeedCalls, type FileResponse, FilesCalls, UsersCalls } from "./generated.js";
import { Messages } from "./messages.js";
import type { AllmineOptions, CallOptions, FileOptions } from "./options.js";
import { Transport } from "./transport.js";
import { Webhooks } from "./webhooks.js";

/** Files that are uploaded first and named in messages later. */
export class Files {
    private readonly calls: FilesCalls;

    /** @internal */
    constructor(transport: Transport) {
        this.calls = new FilesCalls(transport);
    }

    /**
     * Uploads a file, to be named in messages by its _id or its name. One that no message uses is removed after 24 hours.
     *
     * @example
     * const file = await allmine.files.upload(new Blob([bytes]), { fileName: "beach.jpg" });
     * await allmine.messages.sendMedia({ targetUserId, file: file._id });
     */
    async upload(file: FileSource, options: CallOptions & FileOptions = {}): Promise<FileResponse> {
        const { fileName, ...rest } = options;
        return this.calls.upload({ file: await fileOf(file, fileName) }, rest);
    }
}

/**
 * The Allmine message API.
 *
 * @example
 * const allmine = new Allmine({ baseUrl: "http://localhost:5080", token });
 * await allmine.messages.sendText({ chatId, content: "Hello there!" });
 */
export class Allmine {
    /** Sending and reading messages. */
    readonly messages: Messages;
    /** Files that are uploaded first and named in messages later. */
    readonly files: Files;
    /** Batches as they stand. `messages.sendMany` cuts what is to be sent into batches, of whatever length it is. */
    readonly batches: BatchesCalls;
    /** The caller's chats. */
    readonly chats: Chats;
    /** Balances, ledgers and grants. */
    readonly credits: Credits;
    /** Whom the caller has blocked. */
    readonly blocks: BlocksCalls;
    /** The user directory, and the caller's own entry in it. */
    readonly users: UsersCalls;

    /** Where events are sent to. For first-party backends. */
    readonly webhooks: Webhooks;

    /** In the Development environment of the service only. */
    readonly development: DevelopmentCalls;

    private readonly transport: Transport;

    constructor(options: AllmineOptions) {
        const transport = new Transport(options);
        this.transport = transport;
        this.messages = new Messages(transport);
        this.files = new Files(transport);
        this.batches = new BatchesCalls(transport);
        this.chats = new Chats(transport);
        this.credits = new Credits(transport);
        this.blocks = new BlocksCalls(transport);
        this.users = new UsersCalls(transport);
        this.webhooks = new Webhooks(transport);
        this.development = new DevelopmentCalls(transport);
    }

    /**
     * What happens, as it happens. It begins with the first turn of the loop, makes lost connections anew for ever and goes on where
     * it was, and ends with the loop or with the signal.
     *
     * @example
     * for await (const event of allmine.events({ signal })) {
     *   if (event.type === "message.created") console.log(event.data.content);
     *   if (event.type === "reset") console.log("Events may have been missed: read the chats anew");
     * }
     */
    events(options: EventsOptions = {}): AsyncGenerator<AllmineEvent, void, undefined> {
        return listen(this.transport, options);
    }

    /**
     * Every event of the service, those of a chat in their order, each once, for ever: for first-party backends. It begins with the first turn of the loop, makes lost
     * connections anew and goes on where it was. What comes after `position` of the last event that was dealt with is what to start from the next time.
     *
     * @example
     * for await (const event of allmine.feed({ after: state.position, signal })) {
     *   if (event.type === "message.created") await index(event.data);
     *   if (event.type === "reset") console.log("Some events are gone: read anew what is held");
     *   state.position = event.position;
     * }
     */
    feed(options: FeedOptions = {}): AsyncGenerator<FeedItem | FeedReset, void, undefined> {
        return follow(this.transport, options);
    }

    /**
     * A page of the feed: what came `after` a position, the oldest first. For first-party backends.
     *
     * @example
     * const { items, position, hasMore } = await allmine.feedPage({ limit: 100 });
     */
    feedPage(request: Parameters<FeedCalls["read"]>[0] = {}, options?: CallOptions): Promise<FeedPage> {
        return new FeedCalls(this.transport).read(request, options) as unknown as Promise<FeedPage>;
    }
}
