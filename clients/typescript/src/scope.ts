import { onAbort } from "./signals.js";

/** The time that a call has: until it is late, or until its caller aborts it. */
export class Scope {
    private readonly controller = new AbortController();
    private readonly deadline: number;
    private readonly timer: ReturnType<typeof setTimeout> | undefined;
    private readonly release: () => void;

    /** @param late Makes the reason when the time is over. */
    constructor(timeout: number, outer: AbortSignal | undefined, late: () => unknown) {
        outer?.throwIfAborted();
        this.deadline = performance.now() + timeout;
        this.release = outer ? onAbort(outer, () => this.controller.abort(outer.reason)) : () => {};
        // Timers count in 32 bits.
        if (timeout < 2 ** 31)
            this.timer = setTimeout(() => this.controller.abort(late()), timeout);
    }

    get signal(): AbortSignal {
        return this.controller.signal;
    }

    /** Milliseconds that are left. */
    get left(): number {
        return this.deadline - performance.now();
    }

    /** Waits for something that knows no signal, but no longer than there is time. */
    within<T>(promise: Promise<T>): Promise<T> {
        return new Promise<T>((resolve, reject) => {
            const end = (): void => reject(this.signal.reason as Error);
            if (this.signal.aborted)
                end();
            this.signal.addEventListener("abort", end, { once: true });
            void promise.then(resolve, reject).finally(() => this.signal.removeEventListener("abort", end));
        });
    }

    /** Lets time pass. */
    async pause(milliseconds: number): Promise<void> {
        let timer: ReturnType<typeof setTimeout> | undefined;
        try {
            await this.within(new Promise<void>(resolve => {
                timer = setTimeout(resolve, milliseconds);
            }));
        } finally {
            clearTimeout(timer);
        }
    }

    close(): void {
        clearTimeout(this.timer);
        this.release();
    }
}
