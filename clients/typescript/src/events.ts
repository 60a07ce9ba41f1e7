import { AllmineError, ConnectionError } from "./errors.js";
import { EventStreamParser, type StreamEvent } from "./event-stream.js";
import type { ToldChat } from "./chats.js";
import type { ChatSettingsResponse, MessageReactedEvent } from "./generated.js";
import type { Message } from "./message.js";
import type { CallOptions } from "./options.js";
import { askedBy, backoff } from "./retry.js";
import { Scope } from "./scope.js";
import { type Call, lost, type Transport } from "./transport.js";

interface EventOf<Type extends string, Data> {
    type: Type;
    data: Data;
    /** To go on behind this event: events({ lastEventId }). */
    id: string | undefined;
}

/** Somebody sent a message to a chat of the caller; the caller too. */
export type MessageCreatedEvent = EventOf<"message.created", Message>;

/** A message was edited, pinned or unpinned, or its thumbnail is there. It comes whole, but for readBy and deliveredTo, which are empty. */
export type MessageUpdatedEvent = EventOf<"message.updated", Message>;

/** A message was deleted: its tombstone. */
export type MessageDeletedEvent = EventOf<"message.deleted", Message>;

/** A member has put a reaction on a message, or taken it back. */
export type ReactedEvent = EventOf<"message.reacted", MessageReactedEvent>;

/** A chat has come to a member's devices up to a message. */
export type MessageDeliveredEvent = EventOf<"message.delivered", { chatId: string; userId: string; sequence: number }>;

/** A chat was opened with the caller in it, or the caller was added to it: what one hears goes on from lastChange. */
export type ChatCreatedEvent = EventOf<"chat.created", ToldChat>;

/** The title, the photo, the members of a chat or their roles have changed; the line before it says which. */
export type ChatUpdatedEvent = EventOf<"chat.updated", ToldChat>;

/** The caller is no member of the chat any more. */
export type ChatLeftEvent = EventOf<"chat.left", { chatId: string }>;

/** The caller's own settings of a chat have changed. */
export type SettingsChangedEvent = EventOf<"settings.changed", { chatId: string; settings: ChatSettingsResponse }>;

/** A change of a chat that the caller may not see: it only says that its number is taken. */
export type ChangeHiddenEvent = EventOf<"change.hidden", { chatId: string; change: number }>;

/** A member of a chat of the caller has read it up to a message. */
export type MessageReadEvent = EventOf<"message.read", { chatId: string; userId: string; sequence: number }>;

/** The caller's balance has changed. */
export type CreditsChangedEvent = EventOf<"credits.changed", { balance: number }>;

/** The place to go on from is no longer known: events may have been missed, so read anew what is shown. */
export type ResetEvent = EventOf<"reset", unknown>;

export type AllmineEvent =
    | MessageCreatedEvent | MessageUpdatedEvent | MessageDeletedEvent | ReactedEvent | MessageReadEvent | MessageDeliveredEvent | ChangeHiddenEvent
    | ChatCreatedEvent | ChatUpdatedEvent | ChatLeftEvent | SettingsChangedEvent | CreditsChangedEvent | ResetEvent;

/** What can be set for listening. */
export interface EventsOptions extends Omit<CallOptions, "timeout" | "maxRetries"> {
    /** The id of the last event that is known already: what came after it is told. */
    lastEventId?: string | undefined;
    /** Milliseconds without a sign of life, after which the connection is taken for dead and made anew: 60,000 unless given. */
    idleTimeout?: number | undefined;
    /** Is told of each connection, the first and those made anew. */
    onConnected?: (() => void) | undefined;
    /** Is told when there is no connection: why (nothing, if the service ended it in good order), and when the next attempt is, in milliseconds. */
    onDisconnected?: ((cause: AllmineError | undefined, wait: number) => void) | undefined;
}

const longestWait = 30_000;

const known: readonly string[] = [
    "message.created", "message.updated", "message.deleted", "message.reacted", "message.read", "message.delivered", "change.hidden", "chat.created", "chat.updated",
    "chat.left", "settings.changed", "credits.changed", "reset",
] satisfies AllmineEvent["type"][];

/**
 * The events as they happen, for ever: a connection that is lost is made anew, and goes on where it was. Ends with "break", or
 * with the reason of the signal. Before the first good connection it also ends with an error that says that the call is
 * wrong; after it, with 401 if the token is a fixed one.
 */
export async function* listen(transport: Transport, options: EventsOptions): AsyncGenerator<AllmineEvent, void, undefined> {
    for await (const event of streamOf(transport, "/api/v2/events", options)) {
        if (known.includes(event.name))
            yield { type: event.name, data: JSON.parse(event.data) as unknown, id: event.id } as AllmineEvent;
    }
}

/** What a stream of the service tells, for ever, each once: behind the last id that it gave, if the connection is made anew. */
export async function* streamOf(transport: Transport, path: string, options: EventsOptions): AsyncGenerator<StreamEvent, void, undefined> {
    let { lastEventId } = options;
    let retry: number | undefined;
    let wasGood = false;
    for (let failures = 0; ;) {
        const call: Call = {
            method: "GET",
            path,
            isRepeatable: true,
            headers: { Accept: "text/event-stream", ...(lastEventId !== undefined && { "Last-Event-ID": lastEventId }) },
        };
        const stream = new Connection(transport, call, options);
        let failure: AllmineError | undefined;
        try {
            for await (const event of stream.read()) {
                lastEventId = event.id ?? lastEventId;
                yield event;
            }
        } catch (cause) {
            if (!(cause instanceof AllmineError) || isFinal(cause, wasGood || stream.hasHeard, transport))
                throw cause;
            failure = cause;
        } finally {
            wasGood ||= stream.hasHeard;
            failures = stream.hasHeard ? 0 : failures;
            lastEventId = stream.lastEventId ?? lastEventId;
            retry = stream.retry ?? retry;
            stream.close();
        }

        // One that went well for a while and then ended is opened again soon; one that does not come about, less and less often.
        const wait = Math.min(Math.max(backoff(failures++, longestWait), askedBy(failure), retry ?? 0), longestWait);
        options.onDisconnected?.(failure, wait);
        const pause = new Scope(Infinity, options.signal, () => undefined);
        try {
            await pause.pause(wait);
        } finally {
            pause.close();
        }
    }
}

/** Whether to listen anew would be in vain. What the service or something before it answers meanwhile may pass. */
function isFinal(error: AllmineError, wasGood: boolean, transport: Transport): boolean {
    if (error.status === 401)
        return !wasGood || !transport.hasTokenSource;
    return !wasGood && error.status >= 400 && error.status < 500 && ![408, 429].includes(error.status);
}

/** One connection to the stream. */
class Connection {
    /** Whether anything came, be it a sign of life. */
    hasHeard = false;

    private readonly parser = new EventStreamParser();
    private readonly scope: Scope;
    private readonly idle = new AbortController();
    private readonly stop = (): void => this.idle.abort(this.options.signal?.reason);
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly transport: Transport, private readonly call: Call, private readonly options: EventsOptions) {
        options.signal?.throwIfAborted();
        options.signal?.addEventListener("abort", this.stop, { once: true });
        this.scope = new Scope(Infinity, this.idle.signal, () => undefined);
    }

    get lastEventId(): string | undefined {
        return this.parser.id;
    }

    get retry(): number | undefined {
        return this.parser.retry;
    }

    async *read(): AsyncGenerator<StreamEvent, void, undefined> {
        this.watch();
        const response = await this.transport.open(this.call, this.transport.settingsOf(this.options), this.scope, 1);
        // Something before the service may answer for it.
        if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
            await response.body?.cancel();
            throw new ConnectionError({ status: 0, errors: ["The answer is no stream of events"] });
        }

        this.options.onConnected?.();
        const reader = response.body?.getReader();
        const decoder = new TextDecoder();
        try {
            for (;;) {
                this.watch();
                const piece = await reader?.read();
                // A consumer that takes its time is no silence of the service.
                clearTimeout(this.timer);
                if (!piece || piece.done)
                    return;
                this.hasHeard = true;
                yield* this.parser.push(decoder.decode(piece.value, { stream: true }));
            }
        } catch (cause) {
            throw lost(cause, this.call, this.scope);
        }
    }

    close(): void {
        clearTimeout(this.timer);
        this.options.signal?.removeEventListener("abort", this.stop);
        this.idle.abort(new ConnectionError({ status: 0, errors: ["The connection was closed"] }));
        this.scope.close();
    }

    private watch(): void {
        const { idleTimeout = 60_000 } = this.options;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.idle.abort(new ConnectionError({ status: 0, errors: [`Nothing was heard for ${idleTimeout} ms`] })), idleTimeout);
    }
}
