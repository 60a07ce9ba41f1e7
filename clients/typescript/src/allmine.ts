import { Chats } from "./chats.js";
import { Credits } from "./credits.js";
import { type AllmineEvent, type EventsOptions, listen } from "./events.js";
import { type FileSource, fileOf } from "./files.js";
import { BatchesCalls, BlocksCalls, DevelopmentCalls, type FileResponse, FilesCalls, UsersCalls } from "./generated.js";
import { Messages } from "./messages.js";
import type { AllmineOptions, CallOptions, FileOptions } from "./options.js";
import { Transport } from "./transport.js";

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
}
