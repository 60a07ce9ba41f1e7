import { RateLimitError, ServerError } from "./errors.js";

const first = 250;
const longest = 8_000;

/** Milliseconds before the next attempt: doubled each time, half of it left to chance, and never less than was asked for. */
export function backoff(attempt: number, failure?: unknown): number {
    const step = Math.min(first * 2 ** attempt, longest);
    const jitter = (step / 2) * Math.random();
    const asked = failure instanceof RateLimitError || failure instanceof ServerError ? failure.retryAfter : undefined;
    return asked === undefined ? step / 2 + jitter : asked * 1000 + jitter;
}

/** Seconds, from Retry-After's number of seconds or date. */
export function retryAfterOf(response: Response): number | undefined {
    const value = response.headers.get("Retry-After")?.trim();
    if (!value)
        return undefined;
    if (/^\d+$/.test(value))
        return Number(value);
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}
