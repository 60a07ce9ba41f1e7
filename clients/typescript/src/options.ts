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
    /** Where the service is, without "/api". */
    baseUrl: string | URL;
    token?: Token | undefined;
    /** Milliseconds for a call with all its attempts and waits: 60,000 unless given, 600,000 for one with a file's bytes. */
    timeout?: number | undefined;
    /** The most attempts beyond the first: 5 unless given. 0 switches repeating off. */
    maxRetries?: number | undefined;
    language?: Language | undefined;
    /** The user for whom a first-party backend acts (a token with the role service). */
    onBehalfOf?: string | undefined;
    /** Is told of each answer, of failed attempts too. */
    onAnswer?: ((answer: AnswerInfo) => void) | undefined;
    /** Used in place of the global fetch. */
    fetch?: typeof globalThis.fetch | undefined;
}

/** What can be set for one call. */
export interface CallOptions {
    /** Ends the call; it is then rejected with the signal's reason. */
    signal?: AbortSignal | undefined;
    timeout?: number | undefined;
    maxRetries?: number | undefined;
    language?: Language | undefined;
    onBehalfOf?: string | undefined;
    onAnswer?: ((answer: AnswerInfo) => void) | undefined;
}

/** What can be set for a call that a key makes safe to repeat. */
export interface KeyedOptions extends CallOptions {
    /** 1 to 255 visible ASCII characters: the same key with the same request has one effect. A new UUID unless given. */
    idempotencyKey?: string | undefined;
}

/** What can be set for a call that may carry a file. */
export interface FileOptions {
    /** The file's name, where its bytes come without one. */
    fileName?: string | undefined;
}
