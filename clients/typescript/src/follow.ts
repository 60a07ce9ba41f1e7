import type { ToldChat } from "./chats.js";
import { type AllmineEvent, listen } from "./events.js";
import type { ChangesResponse, MessageReactedEvent } from "./generated.js";
import type { Message } from "./message.js";
import type { CallOptions } from "./options.js";
import { onAbort } from "./signals.js";
import type { Transport } from "./transport.js";

/**
 * One change of a chat: a message as it is by it, the chat, or a reaction that was put or taken back. With `reset`, what was held of the chat is
 * void, and the numbers begin anew.
 */
export type FollowedChange =
    | { change: number; message: Message }
    | { change: number; chat: ToldChat }
    | { change: number; reacted: MessageReactedEvent }
    | { change: 0; reset: true };

/** What is to be followed. */
export interface FollowRequest {
    chatId: string;
    /** The last change that is known: what came after it is told. 0 for none. */
    lastChange: number;
    /** Ends the loop; it is then rejected with the signal's reason. */
    signal?: AbortSignal | undefined;
}

/** Reads a page of a chat's changes. */
type ReadChanges = (request: { chatId: string; after: number }, options: CallOptions) => Promise<ChangesResponse>;

/** After so many milliseconds without a look at the chat, it is looked for an event that got lost. */
const quiet = 30_000;

/** What is waited for: an event, a connection that was made, or a while without either. */
type Turn = { event: IteratorResult<AllmineEvent, void> } | "connected" | "quiet";

/**
 * Every change of a chat after the last one that is known, each number at most once, ascending. Events bring what happens; where their numbers leave a
 * hole, after each new connection, and when it has been quiet for a while, the chat's changes are read.
 */
export async function* follow(transport: Transport, read: ReadChanges, { chatId, lastChange, signal }: FollowRequest): AsyncGenerator<FollowedChange, void, undefined> {
    signal?.throwIfAborted();
    const ending = new AbortController();
    const release = signal ? onAbort(signal, () => ending.abort(signal.reason)) : () => {};
    const connection = new Bell();
    const events = listen(transport, { signal: ending.signal, onConnected: () => connection.ring() });
    let at = lastChange;
    let looked = performance.now();
    let next: Promise<Turn> | undefined;

    async function* catchUp(isVoid: boolean): AsyncGenerator<FollowedChange, void, undefined> {
        if (isVoid) {
            at = 0;
            yield { change: 0, reset: true };
        }

        for (;;) {
            const page = await read({ chatId, after: at }, { signal: ending.signal });
            if (page.reset) {
                at = 0;
                yield { change: 0, reset: true };
            }

            for (const item of page.items) {
                at = item.change;
                yield item.chat ? { change: at, chat: item.chat as unknown as ToldChat } : { change: at, message: item.message as unknown as Message };
            }

            if (!page.hasMore) {
                at = Math.max(at, page.lastChange);
                looked = performance.now();
                return;
            }
        }
    }

    try {
        for (;;) {
            next ??= events.next().then((event): Turn => ({ event }));
            const turn = await soonest(next, connection, looked + quiet - performance.now());
            if (turn === "connected" || turn === "quiet") {
                if (turn === "connected")
                    connection.rest();
                yield* catchUp(false);
                continue;
            }

            next = undefined;
            if (turn.event.done)
                return;
            const event = turn.event.value;
            if (event.type === "reset") {
                yield* catchUp(true);
                continue;
            }

            // Who comes back holds what is void. Who has left is refused.
            if (event.type === "chat.created" && event.data._id === chatId && event.data.lastChange > at) {
                yield* catchUp(false);
                continue;
            }

            if (event.type === "chat.left" && event.data.chatId === chatId) {
                yield* catchUp(false);
                continue;
            }

            const told = changeIn(event, chatId);
            if (!told || told.change <= at)
                continue;
            if (told.change > at + 1) {
                yield* catchUp(false);
                continue;
            }

            at = told.change;
            looked = performance.now();
            if (told.followed)
                yield told.followed;
        }
    } finally {
        release();
        ending.abort();
        // It ends by the signal; nobody asks how.
        next?.catch(() => undefined);
        await events.return().catch(() => undefined);
    }
}

/** The change that an event tells of, if it is one of the chat; without a thing where the listener may not see it. */
function changeIn(event: AllmineEvent, chatId: string): { change: number; followed?: FollowedChange } | undefined {
    switch (event.type) {
        case "message.created":
        case "message.updated":
        case "message.deleted": {
            const message = event.data;
            return message.chatId === chatId ? { change: message.change, followed: { change: message.change, message } } : undefined;
        }

        case "message.reacted":
            return event.data.chatId === chatId ? { change: event.data.change, followed: { change: event.data.change, reacted: event.data } } : undefined;
        case "chat.updated": {
            const { change } = event.data;
            return event.data._id === chatId && change !== null ? { change, followed: { change, chat: event.data } } : undefined;
        }

        case "change.hidden":
            return event.data.chatId === chatId ? { change: event.data.change } : undefined;
        default:
            return undefined;
    }
}

/** Whichever comes first. Nothing of the others hangs on what may stay away for long. */
function soonest(next: Promise<Turn>, connection: Bell, wait: number): Promise<Turn> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    return new Promise<Turn>((resolve, reject) => {
        timer = setTimeout(() => resolve("quiet"), Math.max(0, wait));
        connection.listen(() => resolve("connected"));
        next.then(resolve, reject);
    }).finally(() => {
        clearTimeout(timer);
        connection.listen(undefined);
    });
}

/** Rung, it stays rung until somebody puts it to rest. */
class Bell {
    private isRung = false;
    private listener: (() => void) | undefined;

    ring(): void {
        this.isRung = true;
        this.listener?.();
    }

    /** Tells the listener, at once if it has been rung before; there is one at a time. */
    listen(listener: (() => void) | undefined): void {
        this.listener = listener;
        if (this.isRung)
            listener?.();
    }

    rest(): void {
        this.isRung = false;
    }
}
