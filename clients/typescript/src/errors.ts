import type { ErrorCode, ErrorCodesOf, KnownErrorCode, OtherErrorCode } from "./error-codes.js";

/** One try of a call that failed. */
export interface Attempt {
    /** When it began, in milliseconds since the call was made. */
    at: number;
    /** How many milliseconds it took. */
    took: number;
    /** Why it failed. */
    error: AllmineError;
}

/**
 * Why a failed call was not made again:
 * - `final`: the answer would be the same
 * - `unsafe`: it may have happened, and without a key it could happen twice
 * - `retries`: `maxRetries` was reached
 * - `time`: its time was over, or shorter than the service asks to wait
 */
export type Stopped = "final" | "unsafe" | "retries" | "time";

/** What an error is made of. */
export interface ErrorDetails {
    status: number;
    codes?: readonly string[];
    errors?: readonly string[];
    requestId?: string | undefined;
    idempotencyKey?: string | undefined;
    retryAfter?: number | undefined;
    attempts?: readonly Attempt[];
    stopped?: Stopped;
    cause?: unknown;
}

type CodeOf<Status extends keyof ErrorCodesOf> = ErrorCodesOf[Status] | OtherErrorCode;

/**
 * What every failed call is rejected with, but for one that its caller aborted.
 *
 * @example
 * try {
 *   await allmine.messages.sendText({ chatId, content });
 * } catch (error) {
 *   if (error instanceof AllmineError) console.error(error.status, error.codes, error.errors);
 *   else throw error;
 * }
 */
export class AllmineError extends Error {
    override readonly name: string = "AllmineError";

    /** The HTTP status; 0 if there was no answer. */
    readonly status: number;

    /** The first code. */
    readonly code: ErrorCode | undefined;

    /** A stable code for each cause; empty if it was not the service that answered. */
    readonly codes: readonly ErrorCode[];

    /** Sentences for people: first that of the status, then `codes[i]` is explained by `errors[i + 1]`. */
    readonly errors: readonly string[];

    /** Names the request in the service's log. */
    readonly requestId: string | undefined;

    /** The key that the call went out with, for `messages.outcome` or a repetition. */
    readonly idempotencyKey: string | undefined;

    /** Each try of the call, this last one included. */
    readonly attempts: readonly Attempt[];

    /** Why the call was not made again. */
    readonly stopped: Stopped;

    constructor(details: ErrorDetails) {
        const { status, codes = [], errors = [], attempts = [], stopped = "final", cause } = details;
        const said = errors.slice(1).join(" ") || errors[0] || "No explanation";
        super(
            [status || "", codes.join(", ")].filter(Boolean).join(" ") + (status ? ": " : "") + said + triesIn(attempts) + notesOf[stopped],
            cause === undefined ? undefined : { cause },
        );
        this.status = status;
        this.codes = codes as readonly ErrorCode[];
        this.code = this.codes[0];
        this.errors = errors;
        this.requestId = details.requestId;
        this.idempotencyKey = details.idempotencyKey;
        this.attempts = attempts;
        this.stopped = stopped;
    }
}

/** 400, 413, 415: the request itself breaks a rule; repeated as it is, it fails again. */
export class ValidationError extends AllmineError {
    override readonly name: string = "ValidationError";
    declare readonly code: CodeOf<400 | 413 | 415> | undefined;
    declare readonly codes: readonly CodeOf<400 | 413 | 415>[];
}

/** 401: there is no token, or none that is accepted. */
export class AuthenticationError extends AllmineError {
    override readonly name: string = "AuthenticationError";
    declare readonly code: CodeOf<401> | undefined;
    declare readonly codes: readonly CodeOf<401>[];
}

/** 403: the caller may not do this. The sentence of `auth.forbidden` says why. */
export class PermissionError extends AllmineError {
    override readonly name: string = "PermissionError";
    declare readonly code: CodeOf<403> | undefined;
    declare readonly codes: readonly CodeOf<403>[];
}

/** 404: something that the request names is not there, or not for this caller. */
export class NotFoundError extends AllmineError {
    override readonly name: string = "NotFoundError";
    declare readonly code: CodeOf<404> | undefined;
    declare readonly codes: readonly CodeOf<404>[];
}

/** 409: the request is at odds with the present state. */
export class ConflictError extends AllmineError {
    override readonly name: string = "ConflictError";
    declare readonly code: CodeOf<409> | undefined;
    declare readonly codes: readonly CodeOf<409>[];
}

/** 429: too many requests, also after the retries. */
export class RateLimitError extends AllmineError {
    override readonly name: string = "RateLimitError";
    declare readonly code: CodeOf<429> | undefined;
    declare readonly codes: readonly CodeOf<429>[];

    /** Seconds to wait before the next attempt, if the service said so. */
    readonly retryAfter: number | undefined;

    constructor(details: ErrorDetails) {
        super(details);
        this.retryAfter = details.retryAfter;
    }
}

/** 5xx, also after the retries. The outcome may be unknown: repeat with the same key, or ask `messages.outcome`. */
export class ServerError extends AllmineError {
    override readonly name: string = "ServerError";
    declare readonly code: CodeOf<500 | 503> | undefined;
    declare readonly codes: readonly CodeOf<500 | 503>[];

    /** Seconds to wait before the next attempt, if the service said so. */
    readonly retryAfter: number | undefined;

    constructor(details: ErrorDetails) {
        super(details);
        this.retryAfter = details.retryAfter;
    }
}

/** There was no answer, or only a part of one. The outcome is unknown: repeat with the same key, or ask `messages.outcome`. */
export class ConnectionError extends AllmineError {
    override readonly name: string = "ConnectionError";
    declare readonly code: undefined;
    declare readonly codes: readonly never[];
}

/** The call did not come to an end within its timeout. The outcome is unknown, as with a lost connection. */
export class TimeoutError extends ConnectionError {
    override readonly name: string = "TimeoutError";
}

/** The error that has a code: its class, and that code. */
export type ErrorWith<Code extends KnownErrorCode> = AllmineError & { readonly code: Code };

/**
 * Whether something that was caught is an error of the service with one of these codes first.
 *
 * @example
 * try {
 *   await allmine.messages.sendCredits({ targetUserId, amount: 25 });
 * } catch (error) {
 *   if (!isAllmineError(error, "credits.insufficient")) throw error;
 *   console.log("Too few credits", error.idempotencyKey);
 * }
 */
export function isAllmineError<Code extends KnownErrorCode>(error: unknown, ...codes: Code[]): error is ErrorWith<Code> {
    return error instanceof AllmineError && (codes.length === 0 || codes.some(code => code === error.code));
}

/** The error for an answer's status. */
export function errorFor(details: ErrorDetails): AllmineError {
    switch (details.status) {
        case 400:
        case 413:
        case 415:
            return new ValidationError(details);
        case 401:
            return new AuthenticationError(details);
        case 403:
            return new PermissionError(details);
        case 404:
            return new NotFoundError(details);
        case 409:
            return new ConflictError(details);
        case 429:
            return new RateLimitError(details);
        default:
            return details.status >= 500 ? new ServerError(details) : new AllmineError(details);
    }
}

/** The same error, as the end of these attempts. */
export function endOf(error: AllmineError, attempts: readonly Attempt[], stopped: Stopped): AllmineError {
    const { constructor, status, codes, errors, requestId, idempotencyKey, cause } = error;
    const { retryAfter } = error as Partial<RateLimitError>;
    return new (constructor as new (details: ErrorDetails) => AllmineError)(
        { status, codes, errors, requestId, idempotencyKey, retryAfter, attempts, stopped, cause });
}

const notesOf: Record<Stopped, string> = {
    final: "",
    unsafe: ". Not repeated: it may have happened, and has no key by which to tell",
    retries: "",
    time: "",
};

/** What failed how often, of more than one. */
function triesIn(attempts: readonly Attempt[]): string {
    const last = attempts.at(-1);
    if (attempts.length < 2 || !last)
        return "";
    const counts = new Map<string, number>();
    for (const { error } of attempts) {
        const what = [error.status || "", error.code ?? error.errors[0]].filter(Boolean).join(" ");
        counts.set(what, (counts.get(what) ?? 0) + 1);
    }

    const causes = [...counts].map(([what, count]) => count > 1 ? `${what} (${count} times)` : what);
    return ` [${attempts.length} attempts in ${((last.at + last.took) / 1000).toFixed(1)} s: ${causes.join("; ")}]`;
}
