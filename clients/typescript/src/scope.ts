import { TimeoutError } from "./errors.js";

/** The time that a call has: until its timeout, or until its caller aborts it. */
export class Scope {
    private readonly controller = new AbortController();
    private readonly deadline: number;
    private readonly timer: ReturnType<typeof setTimeout> | undefined;
    private readonly forward = (): void => this.controller.abort(this.outer?.reason);

    constructor(timeout: number, private readonly outer: AbortSignal | undefined, idempotencyKey: string | undefined) {
        outer?.throwIfAborted();
        this.deadline = performance.now() + timeout;
        outer?.addEventListener("abort", this.forward, { once: true });
        // Timers count in 32 bits.
        if (timeout < 2 ** 31) {
            const late = (): void => this.controller.abort(new TimeoutError({ status: 0, errors: [`No answer within ${timeout} ms`], idempotencyKey }));
            this.timer = setTimeout(late, timeout);
        }
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
        this.outer?.removeEventListener("abort", this.forward);
    }
}
