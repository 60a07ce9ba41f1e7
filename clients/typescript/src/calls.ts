import type { CallOptions, KeyedOptions, MatchedOptions } from "./options.js";
import type { Transport } from "./transport.js";
import { newKey } from "./key.js";
import { whole } from "./text.js";

export type { CallOptions, KeyedOptions, MatchedOptions } from "./options.js";

/** Calls without a key that may be repeated all the same: what is done twice is as good as done once. */
const harmless = new Set(["/api/v2/files", "/api/v2/messages/chat/{chatId}/read", "/api/v2/messages/chat/{chatId}/delivered", "/api/v2/sync", "/api/dev/token", "/api/dev/reset"]);

/** What the generated calls stand on. */
export class Calls {
    /** @internal */
    constructor(protected readonly transport: Transport) {
    }

    /** Takes the path's and the query's values out of a request; the rest is its body. */
    protected async call<T>(
        method: string,
        path: string,
        query: readonly string[],
        isKeyed: boolean,
        request: object,
        options: KeyedOptions | MatchedOptions | CallOptions = {},
    ): Promise<T> {
        const fields: Record<string, unknown> = { ...request };
        const take = (name: string): unknown => {
            const value = fields[name];
            delete fields[name];
            return value;
        };
        const address = path.replace(/\{(\w+)\}/g, (_, name: string) => partOfPath(name, take(name)));
        const search = new URLSearchParams();
        for (const name of query) {
            const value = take(name);
            if (value !== undefined && value !== null)
                search.set(name, whole(name, String(value)));
        }

        const { idempotencyKey: given, ifMatch, ...rest } = options as KeyedOptions & MatchedOptions;
        // An empty key counts as none. A question about a key can't make one up.
        const idempotencyKey = given || (isKeyed && method !== "GET" ? newKey() : undefined);
        return this.transport.call<T>(
            {
                method,
                path: search.size > 0 ? `${address}?${search}` : address,
                body: method === "GET" || method === "DELETE" ? undefined : bodyOf(fields),
                idempotencyKey,
                ...(ifMatch !== undefined && { headers: { "If-Match": ifMatch } }),
                isRepeatable: isKeyed || method !== "POST" || harmless.has(path),
            },
            rest,
        );
    }
}

/** Dots alone are steps in a path: the call would be another one. */
function partOfPath(name: string, value: unknown): string {
    const text = whole(name, String(value));
    if (text === "" || text === "." || text === "..")
        throw new TypeError(`${name} can't be "${text}"`);
    return encodeURIComponent(text);
}

/** A form if there are bytes of a file, else JSON; nothing if there are no fields. Null says something where it takes away. */
function bodyOf(fields: Record<string, unknown>): string | FormData | undefined {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
    if (!given.some(([, value]) => value instanceof Blob))
        return Object.values(fields).some(value => value !== undefined) ? JSON.stringify(fields) : undefined;
    const form = new FormData();
    for (const [name, value] of given)
        form.append(name, value instanceof Blob ? value : partOf(name, typeof value === "string" ? value : JSON.stringify(value)));
    return form;
}

/** A form makes CRLF of every line break in a text, but leaves bytes alone. */
const partOf = (name: string, text: string): string | Blob => /[\r\n]/.test(whole(name, text)) ? new Blob([text]) : text;
