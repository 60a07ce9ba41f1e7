/** An access token (a JWT), or what fetches one: it is asked at first, and again when the service no longer accepts its token. */
export type Token = string | (() => string | Promise<string>);

/** The language of the sentences in errors. */
export type Language = "en" | "tr";

/** What is told of each answer. */
export interface AnswerInfo {
    method: string;
    url: string;
    status: number;
    headers: Headers;
    /** 1 for the first attempt. */
    attempt: number;
}

/** What a client is made with. */
export interface AllmineOptions {
    /** Where the service is, with `http://` or `https://` and without `/api`. Anything else throws a TypeError. */
    baseUrl: string | URL;
    /** Who calls. A function is asked at first, and again when the service no longer accepts what it gave. */
    token?: Token | undefined;
    /** Milliseconds for a call with all its attempts and waits: 60,000 unless given, 600,000 for one with a file's bytes. */
    timeout?: number | undefined;
    /** The most attempts beyond the first: as many as there is time for, unless given. 0 switches repeating off. */
    maxRetries?: number | undefined;
    /** Of the sentences in errors: English unless given. */
    language?: Language | undefined;
    /** The user for whom a first-party backend acts (a token with the role service). */
    onBehalfOf?: string | undefined;
    /** Is told of each answer, of failed attempts too. */
    onAnswer?: ((answer: AnswerInfo) => void) | undefined;
    /** Used in place of the global fetch. */
    fetch?: typeof globalThis.fetch | undefined;
}

/**
 * What can be set for one call.
 *
 * @example
 * await allmine.chats.list({ limit: 5 }, { signal: AbortSignal.timeout(5_000), language: "tr" });
 */
export interface CallOptions {
    /** Ends the call; it is then rejected with the signal's reason. */
    signal?: AbortSignal | undefined;
    /** Milliseconds for the call with all its attempts and waits. */
    timeout?: number | undefined;
    /** The most attempts beyond the first. */
    maxRetries?: number | undefined;
    /** Of the sentences in errors. */
    language?: Language | undefined;
    /** The user for whom a first-party backend acts (a token with the role service). */
    onBehalfOf?: string | undefined;
    /** Is told of each answer, of failed attempts too. */
    onAnswer?: ((answer: AnswerInfo) => void) | undefined;
}

/** What can be set for a call that a key makes safe to repeat. */
export interface KeyedOptions extends CallOptions {
    /** 1 to 255 visible ASCII characters: the same key with the same request has one effect. A new UUID unless given. */
    idempotencyKey?: string | undefined;
}

/** What can be set for a call that changes a thing which others may have changed meanwhile. */
export interface MatchedOptions extends CallOptions {
    /** Which version is meant, as in `"3"`, quotation marks included: another one is not changed. */
    ifMatch?: string | undefined;
}

/** What can be set for a call that may carry a file. */
export interface FileOptions {
    /** The file's name, where its bytes come without one. */
    fileName?: string | undefined;
}
