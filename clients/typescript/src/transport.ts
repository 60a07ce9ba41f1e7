import { AllmineError, type Attempt, AuthenticationError, ConnectionError, endOf, errorFor, type Stopped, TimeoutError } from "./errors.js";
import type { AllmineOptions, CallOptions } from "./options.js";
import { askedBy, backoff, retryAfterOf } from "./retry.js";
import { Scope } from "./scope.js";
import { TokenSource } from "./token-source.js";

/** One call, as it goes out with each of its attempts. */
export interface Call {
    method: string;
    /** With its query. */
    path: string;
    body?: string | FormData | undefined;
    idempotencyKey?: string | undefined;
    /** Whether a repetition has no second effect. */
    isRepeatable: boolean;
    headers?: Record<string, string>;
}

const defaultTimeout = 60_000;
const defaultUploadTimeout = 600_000;
/** A connection can die without a word. What may be repeated is, after that long; an upload may take its time. */
const attemptTimeout = 30_000;
const longestWait = 5_000;
/** What is kept for a last attempt before the time is over. */
const lastAttempt = 2_000;
const statusesToRepeat = [408, 502, 503, 504];

/** Carries calls to the service: token, attempts, waits, errors. */
export class Transport {
    private readonly baseUrl: string;
    private readonly tokens: TokenSource;

    constructor(private readonly options: AllmineOptions) {
        this.baseUrl = checked(options.baseUrl).href.replace(/\/+$/, "");
        this.tokens = new TokenSource(options.token);
    }

    /** Makes a call and reads its answer. */
    async call<T>(call: Call, options: CallOptions = {}): Promise<T> {
        const given = this.settingsOf(options);
        const { idempotencyKey } = call;
        const timeout = given.timeout ?? (call.body instanceof FormData ? defaultUploadTimeout : defaultTimeout);
        const scope = new Scope(timeout, given.signal, () => new TimeoutError({ status: 0, errors: [`No answer within ${timeout} ms`], idempotencyKey }));
        const begin = performance.now();
        const attempts: Attempt[] = [];
        try {
            for (;;) {
                const start = performance.now();
                try {
                    return await this.attempt<T>(call, given, scope, attempts.length + 1);
                } catch (error) {
                    if (!(error instanceof AllmineError))
                        throw error;
                    attempts.push({ at: start - begin, took: performance.now() - start, error });
                    const wait = waitAfter(error, call, attempts.length, given.maxRetries ?? Infinity, scope.left);
                    if (typeof wait === "string")
                        throw endOf(error, attempts, wait);
                    await scope.pause(wait);
                }
            }
        } finally {
            scope.close();
        }
    }

    /** Makes one request, with a token that is accepted if there is one. Its body has not been read. */
    async open(call: Call, options: CallOptions, scope: Scope, attempt: number): Promise<Response> {
        for (let isSecond = false; ; isSecond = true) {
            const token = await scope.within(this.tokens.current());
            const response = await this.fetch(call, options, token, scope);
            options.onAnswer?.({ method: call.method, url: this.baseUrl + call.path, status: response.status, headers: response.headers, attempt });
            if (response.ok)
                return response;
            const error = await errorOf(response, call, scope);
            if (isSecond || !(error instanceof AuthenticationError) || token === undefined || !this.tokens.renew(token))
                throw error;
        }
    }

    /** Whether a token that is refused now may be followed by a better one. */
    get hasTokenSource(): boolean {
        return typeof this.options.token === "function";
    }

    /** What holds for one call: its own options, else the client's. */
    settingsOf(options: CallOptions): CallOptions {
        const { timeout, maxRetries, language, onBehalfOf, onAnswer } = this.options;
        return {
            signal: options.signal,
            timeout: options.timeout ?? timeout,
            maxRetries: options.maxRetries ?? maxRetries,
            language: options.language ?? language,
            onBehalfOf: options.onBehalfOf ?? onBehalfOf,
            onAnswer: options.onAnswer ?? onAnswer,
        };
    }

    private async attempt<T>(call: Call, options: CallOptions, whole: Scope, attempt: number): Promise<T> {
        const late = (): ConnectionError => new ConnectionError(
            { status: 0, errors: [`No answer within ${attemptTimeout} ms`], idempotencyKey: call.idempotencyKey });
        const isBounded = call.isRepeatable && !(call.body instanceof FormData);
        const scope = new Scope(isBounded ? attemptTimeout : Infinity, whole.signal, late);
        try {
            const response = await this.open(call, options, scope, attempt);
            try {
                const text = await response.text();
                return (text === "" ? undefined : JSON.parse(text)) as T;
            } catch (cause) {
                throw lost(cause, call, scope);
            }
        } finally {
            scope.close();
        }
    }

    private async fetch(call: Call, options: CallOptions, token: string | undefined, scope: Scope): Promise<Response> {
        const { language, onBehalfOf } = options;
        const fetch = this.options.fetch ?? globalThis.fetch;
        // Made before the attempt: a value that no header can have is no lost connection.
        const headers = new Headers({
            Accept: "application/json",
            ...(typeof call.body === "string" && { "Content-Type": "application/json" }),
            ...(token !== undefined && { Authorization: `Bearer ${token}` }),
            ...(call.idempotencyKey !== undefined && { "Idempotency-Key": call.idempotencyKey }),
            ...(language !== undefined && { "X-Language": language }),
            ...(onBehalfOf !== undefined && { "X-On-Behalf-Of": onBehalfOf }),
            ...call.headers,
        });
        try {
            return await fetch(this.baseUrl + call.path, {
                method: call.method,
                headers,
                body: call.body ?? null,
                // Followed, a redirect would turn a send into a read.
                redirect: "manual",
                signal: scope.signal,
            });
        } catch (cause) {
            throw lost(cause, call, scope);
        }
    }
}

/** Wrong addresses are found when the client is made, and not by every call. */
function checked(baseUrl: string | URL): URL {
    const url = new URL(baseUrl);
    if (!/^https?:$/.test(url.protocol))
        throw new TypeError(`baseUrl has to begin with http:// or https://, and is ${String(baseUrl)}`);
    if (url.username || url.password || url.search || url.hash)
        throw new TypeError("baseUrl can have no user, no query and no fragment");
    return url;
}

/** Milliseconds to wait before the next attempt, or why there is none. */
function waitAfter(error: AllmineError, call: Call, attempts: number, maxRetries: number, left: number): number | Stopped {
    if (error instanceof TimeoutError)
        return "time";
    if (!isPassing(error))
        return "final";
    if (!mayRepeat(error, call))
        return "unsafe";
    if (attempts > maxRetries)
        return "retries";
    const asked = askedBy(error);
    const wait = Math.max(backoff(attempts - 1, longestWait), asked);
    if (wait < left)
        return wait;
    // A wait of our own is cut short for a last attempt; to wait less than was asked for would do no good.
    return Math.max(asked, 1) < left - lastAttempt ? left - lastAttempt : "time";
}

/** What to throw when there was no whole answer: the caller's reason or the timeout, if that is why. */
export function lost(cause: unknown, call: Call, scope: Scope): unknown {
    if (scope.signal.aborted)
        return scope.signal.reason;
    return new ConnectionError({
        status: 0,
        errors: [`${call.method} ${call.path.split("?")[0]}: no whole answer came (${rootOf(cause)})`],
        idempotencyKey: call.idempotencyKey,
        cause,
    });
}

/** fetch says "fetch failed", and its cause why. */
function rootOf(cause: unknown): string {
    for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause instanceof Error; depth++)
        cause = cause.cause;
    if (!(cause instanceof Error))
        return String(cause);
    const { code } = cause as { code?: unknown };
    return typeof code === "string" && !cause.message.includes(code) ? `${code} ${cause.message}`.trim() : cause.message;
}

/** Whether the same request may get another answer a moment later. */
function isPassing(error: AllmineError): boolean {
    return error instanceof ConnectionError || error.status === 429 || statusesToRepeat.includes(error.status);
}

/** A request that was refused with 429 has done nothing, whatever it is; other failures leave that open. */
export function mayRepeat(error: AllmineError, call: Call): boolean {
    return error.status === 429 || call.isRepeatable;
}

async function errorOf(response: Response, call: Call, scope: Scope): Promise<AllmineError> {
    let text: string;
    try {
        text = await response.text();
    } catch (cause) {
        throw lost(cause, call, scope);
    }

    const { codes, errors } = envelopeIn(text);
    return errorFor({
        status: response.status,
        codes: codes ?? [],
        errors: errors ?? [response.statusText || `HTTP ${response.status}`],
        requestId: response.headers.get("X-Request-Id") ?? undefined,
        idempotencyKey: call.idempotencyKey,
        retryAfter: retryAfterOf(response),
    });
}

/** Something in front of the service may answer in its own way. */
function envelopeIn(text: string): { codes?: string[]; errors?: string[] } {
    try {
        const { codes, errors } = JSON.parse(text) as Record<string, unknown>;
        return Array.isArray(codes) && Array.isArray(errors) ? { codes, errors } : {};
    } catch {
        return {};
    }
}
