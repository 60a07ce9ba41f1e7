import type { ErrorCode, ErrorCodesOf } from "./error-codes.js";

/** What an error is made of. */
export interface ErrorDetails {
    status: number;
    codes?: readonly string[];
    errors?: readonly string[];
    requestId?: string | undefined;
    idempotencyKey?: string | undefined;
    retryAfter?: number | undefined;
    cause?: unknown;
}

/** What every failed call is rejected with, but for one that its caller aborted. */
export class AllmineError<Code extends string = ErrorCode> extends Error {
    override readonly name: string = "AllmineError";

    /** The HTTP status; 0 if there was no answer. */
    readonly status: number;

    /** A stable code for each cause; empty if it was not the service that answered. */
    readonly codes: readonly Code[];

    /** Sentences for people: first that of the status, then codes[i] is explained by errors[i + 1]. */
    readonly errors: readonly string[];

    /** Names the request in the service's log. */
    readonly requestId: string | undefined;

    /** The key that the call went out with, for messages.outcome or a repetition. */
    readonly idempotencyKey: string | undefined;

    constructor(details: ErrorDetails) {
        const { status, codes = [], errors = [], cause } = details;
        const said = errors.slice(1).join(" ") || errors[0] || "No explanation";
        super([status || "", codes.join(", ")].filter(Boolean).join(" ") + (status ? ": " : "") + said, cause === undefined ? undefined : { cause });
        this.status = status;
        this.codes = codes as readonly Code[];
        this.errors = errors;
        this.requestId = details.requestId;
        this.idempotencyKey = details.idempotencyKey;
    }

    /** The first code. */
    get code(): Code | undefined {
        return this.codes[0];
    }
}

/** 400, 413, 415: the request itself breaks a rule; repeated as it is, it fails again. */
export class ValidationError extends AllmineError<ErrorCodesOf[400 | 413 | 415]> {
    override readonly name: string = "ValidationError";
}

/** 401: there is no token, or none that is accepted. */
export class AuthenticationError extends AllmineError<ErrorCodesOf[401]> {
    override readonly name: string = "AuthenticationError";
}

/** 403: the caller may not do this. */
export class PermissionError extends AllmineError<ErrorCodesOf[403]> {
    override readonly name: string = "PermissionError";
}

/** 404: something that the request names is not there, or not for this caller. */
export class NotFoundError extends AllmineError<ErrorCodesOf[404]> {
    override readonly name: string = "NotFoundError";
}

/** 409: the request is at odds with the present state. */
export class ConflictError extends AllmineError<ErrorCodesOf[409]> {
    override readonly name: string = "ConflictError";
}

/** 429: too many requests, also after the retries. */
export class RateLimitError extends AllmineError<ErrorCodesOf[429]> {
    override readonly name: string = "RateLimitError";

    /** Seconds to wait before the next attempt, if the service said so. */
    readonly retryAfter: number | undefined;

    constructor(details: ErrorDetails) {
        super(details);
        this.retryAfter = details.retryAfter;
    }
}

/** 5xx, also after the retries. The outcome may be unknown: repeat with the same key, or ask messages.outcome. */
export class ServerError extends AllmineError<ErrorCodesOf[500 | 503]> {
    override readonly name: string = "ServerError";

    /** Seconds to wait before the next attempt, if the service said so. */
    readonly retryAfter: number | undefined;

    constructor(details: ErrorDetails) {
        super(details);
        this.retryAfter = details.retryAfter;
    }
}

/** There was no answer, or only a part of one. The outcome is unknown: repeat with the same key, or ask messages.outcome. */
export class ConnectionError extends AllmineError<never> {
    override readonly name: string = "ConnectionError";
}

/** The call did not come to an end within its timeout. The outcome is unknown, as with a lost connection. */
export class TimeoutError extends ConnectionError {
    override readonly name: string = "TimeoutError";
}

/** The error for an answer's status. */
export function errorFor(details: ErrorDetails): AllmineError<string> {
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
