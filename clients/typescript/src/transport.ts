import { AllmineError, AuthenticationError, ConnectionError, errorFor } from "./errors.js";
import type { AllmineOptions, CallOptions } from "./options.js";
import { backoff, retryAfterOf } from "./retry.js";
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
const defaultMaxRetries = 5;
const statusesToRepeat = [408, 502, 503, 504];

/** Carries calls to the service: token, attempts, waits, errors. */
export class Transport {
    private readonly baseUrl: string;
    private readonly tokens: TokenSource;

    constructor(private readonly options: AllmineOptions) {
        // Throws what is no address at once, instead of with every call.
        this.baseUrl = new URL(options.baseUrl).href.replace(/\/+$/, "");
        this.tokens = new TokenSource(options.token);
    }

    /** Makes a call and reads its answer. */
    async call<T>(call: Call, options: CallOptions = {}): Promise<T> {
        const given = this.settingsOf(options);
        const timeout = given.timeout ?? (call.body instanceof FormData ? defaultUploadTimeout : defaultTimeout);
        const scope = new Scope(timeout, given.signal, call.idempotencyKey);
        try {
            const maxRetries = given.maxRetries ?? defaultMaxRetries;
            for (let attempt = 0; ; attempt++) {
                try {
                    return await this.attempt<T>(call, given, scope, attempt + 1);
                } catch (failure) {
                    if (attempt >= maxRetries || !mayRepeat(failure, call))
                        throw failure;
                    const wait = backoff(attempt, failure);
                    // To wait until the time is over would only hide what went wrong.
                    if (wait >= scope.left)
                        throw failure;
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

    private async attempt<T>(call: Call, options: CallOptions, scope: Scope, attempt: number): Promise<T> {
        const response = await this.open(call, options, scope, attempt);
        try {
            const text = await response.text();
            return (text === "" ? undefined : JSON.parse(text)) as T;
        } catch (cause) {
            throw lost(cause, call, scope);
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

/** What to throw when there was no whole answer: the caller's reason or the timeout, if that is why. */
export function lost(cause: unknown, call: Call, scope: Scope): unknown {
    if (scope.signal.aborted)
        return scope.signal.reason;
    return new ConnectionError({
        status: 0,
        errors: [`${call.method} ${call.path.split("?")[0]}: the connection was lost, or there is none`],
        idempotencyKey: call.idempotencyKey,
        cause,
    });
}

/** A request that was refused with 429 has done nothing, whatever it is; other failures leave that open. */
export function mayRepeat(failure: unknown, call: Call): boolean {
    if (!(failure instanceof AllmineError))
        return false;
    if (failure.status === 429)
        return true;
    return call.isRepeatable && ((failure instanceof ConnectionError && failure.name === "ConnectionError") || statusesToRepeat.includes(failure.status));
}

async function errorOf(response: Response, call: Call, scope: Scope): Promise<AllmineError<string>> {
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
