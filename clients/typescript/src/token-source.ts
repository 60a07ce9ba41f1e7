import type { Token } from "./options.js";

/** Holds the token, and asks for a new one when it is no longer accepted: once, however many calls find that out at a time. */
export class TokenSource {
    private held: Promise<string> | undefined;
    private value: string | undefined;

    constructor(private readonly token: Token | undefined) {
    }

    async current(): Promise<string | undefined> {
        if (typeof this.token !== "function")
            return this.token === undefined ? undefined : bare(this.token);
        if (!this.held) {
            const asked = this.held = this.ask(this.token);
            // After a failure the next call asks again.
            asked.catch(() => {
                if (this.held === asked)
                    this.held = undefined;
            });
        }

        return this.held;
    }

    /** Called with a token that was refused. Whether there is hope for another one. */
    renew(refused: string): boolean {
        if (typeof this.token !== "function")
            return false;
        if (this.value === refused)
            this.held = undefined;
        return true;
    }

    private async ask(token: () => string | Promise<string>): Promise<string> {
        this.value = undefined;
        return this.value = bare(await token());
    }
}

const bare = (token: string): string => token.trim().replace(/^Bearer\s+/i, "");
