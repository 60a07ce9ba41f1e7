import type { FeedData } from "./feed.js";
import { type DeliveriesResponse, type DeliveryResponse, type FeedEventType, WebhooksCalls } from "./generated.js";
import type { CallOptions } from "./options.js";
import { byCursor, type Pages } from "./pages.js";

interface WebhookEventBase<Type extends string> {
    /** The header webhook-id: the same in every attempt and replay. Whoever has it already has the event. */
    id: string;
    type: Type;
    /** When it was recorded; of a test or a gap, when that was sent first. */
    timestamp: string;
}

interface FeedWebhookBase<Type extends FeedEventType> extends WebhookEventBase<Type> {
    /** Its place in the feed. */
    position: string;
    /** Null for what concerns users alone. */
    chatId: string | null;
    /** The number of the chat's change; null for what is no change of a chat. */
    change: number | null;
    /** The change of the chat that this webhook was given before; null for the first, and where change is null. */
    previousChange: number | null;
}

type FeedWebhookOf<Type extends FeedEventType> = FeedWebhookBase<Type> & ({ truncated: false; data: FeedData[Type] } | { truncated: true; data: { _id: string } });

/** A test: somebody has asked for it. */
export type WebhookTestEvent = WebhookEventBase<"webhook.test"> & {
    position: null; chatId: null; change: null; previousChange: null; truncated: false; data: Record<string, never>;
};

/** Something was set aside, and does not come any more: up to a change of a chat, or, without a chat, wherever it was. Read `changes`, or the feed. */
export type WebhookGapEvent = WebhookEventBase<"webhook.gap"> & {
    position: null; chatId: string | null; change: null; previousChange: null; truncated: false; data: { chatId: string | null; change: number | null };
};

/** What a webhook brings. With truncated, data have no more than an _id. One of a type that came later comes as it is: a switch needs a default. */
export type WebhookEvent = { [Type in FeedEventType]: FeedWebhookOf<Type> }[FeedEventType] | WebhookTestEvent | WebhookGapEvent;

/** Headers as fetch has them, or as Node has them: names in any case, values alone or in lists. */
export type WebhookHeaders = { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Why something is no webhook that may be believed:
 * - `headers`: one of the three is missing, doubled or malformed
 * - `timestamp`: it was sent more than 5 minutes ago, or will be
 * - `signature`: none of its signatures is by this secret and of this body
 * - `secret`: the secret is none
 * - `body`: it is not as it was received, or, signed rightly, no event
 */
export type WebhookFault = "headers" | "timestamp" | "signature" | "secret" | "body";

/** What verifyWebhook is rejected with. */
export class WebhookVerificationError extends Error {
    override readonly name: string = "WebhookVerificationError";

    constructor(readonly fault: WebhookFault, message: string) {
        super(message);
    }
}

const tolerance = 5 * 60;
const secretPrefix = "whsec_";

/** Fewer bytes are no secret that was made to be one. */
const shortestSecret = 16;

/**
 * The event that a webhook brings, if it comes from the service and is new. The body is what was received: a text or bytes, not what a parser made of it.
 *
 * @example
 * const event = await verifyWebhook(request.headers, await request.text(), secret);
 * if (event.type === "message.created") await index(event.data);
 */
export async function verifyWebhook(headers: WebhookHeaders, body: string | Uint8Array | ArrayBuffer, secret: string): Promise<WebhookEvent> {
    const key = await keyOf(secret);
    const id = only(headers, "webhook-id");
    const timestamp = only(headers, "webhook-timestamp");
    const signatures = valuesOf(headers, "webhook-signature").flatMap(value => value.split(" ")).filter(Boolean);
    if (signatures.length === 0)
        throw new WebhookVerificationError("headers", "There is no header webhook-signature");
    if (!/^\d{1,12}$/.test(timestamp))
        throw new WebhookVerificationError("headers", "The header webhook-timestamp is no number of seconds");
    if (Math.abs(Date.now() / 1000 - Number(timestamp)) > tolerance)
        throw new WebhookVerificationError("timestamp", "It was signed more than 5 minutes ago, or in more than 5 minutes");
    const bytes = bytesOf(body);
    const signed = new Uint8Array([...new TextEncoder().encode(`${id}.${timestamp}.`), ...bytes]);
    let isSigned = false;
    // All are looked at, by a comparison that takes the same time wherever they differ.
    for (const signature of signatures) {
        const given = signature.startsWith("v1,") ? decode(signature.slice("v1,".length)) : undefined;
        if (given && await crypto.subtle.verify("HMAC", key, given, signed))
            isSigned = true;
    }

    if (!isSigned)
        throw new WebhookVerificationError("signature", "No signature is by this secret and of this body, byte for byte as it was received");
    return eventIn(id, bytes);
}

async function keyOf(secret: unknown): Promise<CryptoKey> {
    const bytes = typeof secret === "string" ? decode(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret) : undefined;
    if (!bytes || bytes.length < shortestSecret)
        throw new WebhookVerificationError("secret", "The secret is none: whsec_ and base64, as the service has shown it");
    return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

function valuesOf(headers: WebhookHeaders, name: string): string[] {
    if (typeof headers !== "object" || headers === null)
        throw new WebhookVerificationError("headers", "There are no headers");
    if (typeof headers.get === "function") {
        const value = headers.get(name);
        return value === null ? [] : [value];
    }

    return Object.entries(headers as Record<string, unknown>)
        .flatMap(([key, value]) => key.toLowerCase() === name ? value as string | string[] | undefined : [])
        .filter(value => typeof value === "string");
}

function only(headers: WebhookHeaders, name: string): string {
    const values = valuesOf(headers, name);
    const [value] = values;
    if (value === undefined || value === "" || values.length > 1)
        throw new WebhookVerificationError("headers", `There is ${values.length > 1 ? "more than one" : "no"} header ${name}`);
    return value;
}

function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
    if (typeof body === "string")
        return new TextEncoder().encode(body);
    if (body instanceof ArrayBuffer)
        return new Uint8Array(body);
    if (ArrayBuffer.isView(body))
        return new Uint8Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer);
    throw new WebhookVerificationError("body", "The body has to be a text or bytes, as it was received: not what a parser made of it");
}

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(base64))
        return undefined;
    return Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
}

function eventIn(id: string, bytes: Uint8Array): WebhookEvent {
    let event: unknown;
    try {
        event = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
        event = undefined;
    }

    if (typeof event !== "object" || event === null || typeof (event as WebhookEvent).type !== "string")
        throw new WebhookVerificationError("body", "The body is signed, but no event");
    return { ...event as WebhookEvent, id };
}

/** Where events are sent to. For first-party backends (a token with the role service). */
export class Webhooks extends WebhooksCalls {
    /**
     * The deliveries of a webhook, newest event first. Awaited, it is a page; looped over, all of them.
     *
     * @example
     * for await (const delivery of allmine.webhooks.deliveries({ name: "push", status: "set_aside" })) console.log(delivery.type, delivery.error);
     */
    override deliveries(request: Parameters<WebhooksCalls["deliveries"]>[0], options?: CallOptions): Pages<DeliveryResponse, DeliveriesResponse> {
        return byCursor(window => super.deliveries(window, options), request);
    }
}
