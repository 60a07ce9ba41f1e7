import type { BatchesCalls, BatchItemRequest, BatchItemResponse } from "./generated.js";
import type { Message } from "./message.js";
import type { Recipient, SendExtras } from "./messages.js";
import type { CallOptions } from "./options.js";

/** One of many sends. Files are named, not brought. */
export type ManyBody = Recipient & SendExtras & {
    /** For whom a service sends it. */
    onBehalfOf?: string | null;
} & (
    | { type: "text"; content: string; file?: string | null }
    | { type: "media"; file: string; content?: string | null }
    | { type: "credit_transfer"; creditTransfer: { amount: number }; content?: string | null }
);

export interface SendManyOptions extends CallOptions {
    /** Each batch has the key `<idempotencyKey>.<n>`: a second run with the same key, items and size sends nothing twice. At most 230 characters. */
    idempotencyKey: string;
    /** Whether each batch is committed as one, or not at all. */
    atomic?: boolean | undefined;
    /** The most items of a batch: 1 to 500, 100 unless given. */
    size?: number | undefined;
}

/** What became of one of many. */
export type SentOfMany = Omit<BatchItemResponse, "message"> & { message: Message | null };

const greatestSize = 500;
const greatestBytes = 2 * 1024 * 1024;

/** What surrounds the items of a batch, in bytes. */
const bytesAround = 64;

/** Cuts by number and bytes alone, never by time, so that a second run cuts alike. */
async function* cut(items: Iterable<ManyBody> | AsyncIterable<ManyBody>, size: number): AsyncGenerator<ManyBody[], void, undefined> {
    const encoder = new TextEncoder();
    let batch: ManyBody[] = [];
    let bytes = bytesAround;
    for await (const item of items) {
        const more = encoder.encode(JSON.stringify(item)).length + 1;
        if (batch.length === size || (batch.length > 0 && bytes + more > greatestBytes)) {
            yield batch;
            batch = [];
            bytes = bytesAround;
        }
        batch.push(item);
        bytes += more;
    }
    if (batch.length > 0)
        yield batch;
}

/** @internal */
export async function* sendMany(
    calls: BatchesCalls,
    items: Iterable<ManyBody> | AsyncIterable<ManyBody>,
    options: SendManyOptions,
): AsyncGenerator<SentOfMany, void, undefined> {
    const { idempotencyKey, atomic = false, size = 100, ...rest } = options;
    if (!Number.isInteger(size) || size < 1 || size > greatestSize)
        throw new RangeError(`size must be from 1 to ${greatestSize}.`);
    let piece = 0;
    let index = 0;
    for await (const batch of cut(items, size)) {
        const answer = await calls.send({ atomic, items: batch as BatchItemRequest[] }, { ...rest, idempotencyKey: `${idempotencyKey}.${piece++}` });
        for (const item of answer.items)
            yield { ...item, index: index++ } as unknown as SentOfMany;
    }
}
