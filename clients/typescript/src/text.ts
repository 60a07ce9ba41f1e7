import { ValidationError } from "./errors.js";

/**
 * The text, if it is one. A form, a path and a query would send U+FFFD in place of half a surrogate pair: that is refused here, as
 * the service refuses it in JSON.
 */
export function whole(field: string, text: string): string {
    if (/\p{Surrogate}/u.test(text))
        throw new ValidationError({
            status: 400,
            codes: [`validation.${field}.characters`],
            errors: ["Validation failed", `${field} holds half of a surrogate pair, which can't be sent.`],
        });
    return text;
}
