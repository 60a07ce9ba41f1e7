import { RateLimitError, ServerError } from "./errors.js";

const first = 250;

/** Milliseconds before the next attempt: doubled each time up to the longest, half of it left to chance. */
export function backoff(attempt: number, longest: number): number {
    const step = Math.min(first * 2 ** attempt, longest);
    return step / 2 + (step / 2) * Math.random();
}

/** Milliseconds that the service asks to wait, and a little more, so that not everybody comes back at once. */
export function askedBy(failure: unknown): number {
    const asked = failure instanceof RateLimitError || failure instanceof ServerError ? failure.retryAfter : undefined;
    return asked === undefined ? 0 : asked * 1000 + 250 * Math.random();
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
