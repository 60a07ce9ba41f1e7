import { type FileSource, fileOf } from "./files.js";
import { type HistoryResponse, MessagesCalls, type MessageResponse, type SendMessageRequest } from "./generated.js";
import type { CallOptions, FileOptions, KeyedOptions } from "./options.js";
import { Pages } from "./pages.js";

/** A message that was sent: it has an id. */
export type Message = MessageResponse & { _id: string };

/** The page of a chat's history. */
export type HistoryPage = Omit<HistoryResponse, "items"> & { items: Message[] };

/** Where a message goes: to a chat, to a person (in the direct chat, which is made if there is none), or to a member of a chat. */
export type Recipient =
    | { chatId: string; targetUserId?: string | null }
    | { chatId?: string | null; targetUserId: string };

/** The documented body; its file may also be the bytes. */
export type SendBody = Omit<SendMessageRequest, "file"> & { file?: string | FileSource | null };

export interface SendOptions extends KeyedOptions, FileOptions {
    /** Makes every check and sends nothing: the answer is the message as it would be, its _id null. */
    dryRun?: boolean | undefined;
}

/** Only a dry run's message may lack its id. */
export type Sent<Options> = Options extends { dryRun: infer DryRun } ? (true extends DryRun ? MessageResponse : Message) : Message;

export interface HistoryRequest {
    chatId: string;
    /** Only messages with a lower sequence, newest first. */
    before?: number | null;
    /** Only messages with a higher sequence, oldest first. Not together with before. */
    after?: number | null;
    /** The most messages of a page: 1 to 100, 20 unless given. */
    limit?: number | null;
}

export class Messages extends MessagesCalls {
    /** Sends the documented body as it stands. */
    override async send<Options extends SendOptions>(body: SendBody, options?: Options): Promise<Sent<Options>> {
        const { dryRun, fileName, ...rest } = options ?? {} as SendOptions;
        const { file } = body;
        const request = {
            ...body,
            file: typeof file === "string" || !file ? file : await fileOf(file, fileName),
            ...(dryRun !== undefined && { dryRun }),
        };
        return await super.send(request as SendMessageRequest, rest) as Sent<Options>;
    }

    /** Sends a text. */
    sendText<Options extends SendOptions>(message: Recipient & { content: string }, options?: Options): Promise<Sent<Options>> {
        return this.send({ type: "text", ...message }, options);
    }

    /** Sends a file: its bytes, or the id or name of one that was uploaded before. */
    sendMedia<Options extends SendOptions>(
        message: Recipient & { file: string | FileSource; content?: string | null },
        options?: Options,
    ): Promise<Sent<Options>> {
        return this.send({ type: "media", ...message }, options);
    }

    /** Sends credits, whole ones, to the person or to the other member of the direct chat. */
    sendCredits<Options extends SendOptions>(
        message: Recipient & { amount: number; content?: string | null },
        options?: Options,
    ): Promise<Sent<Options>> {
        const { amount, ...rest } = message;
        return this.send({ type: "credit_transfer", ...rest, creditTransfer: { amount } }, options);
    }

    /** Reads one message. */
    override get(request: { messageId: string }, options?: CallOptions): Promise<Message> {
        return super.get(request, options) as Promise<Message>;
    }

    /** A chat's messages: newest first, or with after, oldest first. */
    override history(request: HistoryRequest, options?: CallOptions): Pages<Message, HistoryPage> {
        const pages = (window: HistoryRequest): Pages<Message, HistoryPage> => new Pages(
            () => super.history(window, options) as Promise<HistoryPage>,
            page => {
                const last = page.items.at(-1);
                if (!page.hasMore || !last)
                    return undefined;
                const isForward = window.after !== undefined && window.after !== null;
                return pages({ ...window, ...(isForward ? { after: last.sequence } : { before: last.sequence }) });
            },
        );
        return pages(request);
    }
}
