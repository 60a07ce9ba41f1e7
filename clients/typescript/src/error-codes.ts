// Made from the service's list of error codes, as is docs/errors.md. Not to be edited: a test compares it with the
// list, and says how to rewrite it.

/** The codes of each status. */
export interface ErrorCodesOf {
    400:
        /** The field is missing, null or empty, and this request needs it. */
        | `validation.${string}.required`
        /** The text has no character but white space. */
        | `validation.${string}.blank`
        /** The text has more characters (Unicode scalar values) than the limit. */
        | `validation.${string}.too_long`
        /** The text holds U+0000 or half of a surrogate pair. */
        | `validation.${string}.characters`
        /** The value is not of the field's form: an id of 24 hexadecimal digits, a key of 1 to 255 visible ASCII characters, a whole number …; or the header comes twice, or is not UTF-8. */
        | `validation.${string}.format`
        /** The JSON value is of another type than the field: a number for a string, text for a number, a fraction for an integer … */
        | `validation.${string}.wrong_type`
        /** The value is none of those that the field allows. */
        | `validation.${string}.allowed_values`
        /** The number is below the least or above the greatest that the field allows. */
        | `validation.${string}.range`
        /** The field may not be given together with the rest of this request; of `url`: webhooks may not go to this address. */
        | `validation.${string}.not_allowed`
        /** The body or the query has a name that this call does not know; or the header X-Allmine-Fault comes where faults can't be asked for (outside Development and Staging). */
        | `validation.${string}.unknown`
        /** The body or the query has the name twice; or the list has a value twice. */
        | `validation.${string}.duplicate`
        /** The list has more entries than the field allows. */
        | `validation.${string}.too_many`
        /** Objects and arrays lie deeper in one another than the field allows. */
        | `validation.${string}.too_deep`
        /** The object has a property whose name is empty or longer than the field allows. */
        | `validation.${string}.key`
        /** What the field names is not there, or not for this caller. */
        | `validation.${string}.not_found`
        /** The user named is the caller. */
        | `validation.${string}.self`
        /** The user named is not a member of the chat named. */
        | `validation.${string}.not_a_member`
        /** The body is empty, not a JSON object, not UTF-8, truncated or nested too deeply. */
        | "body.malformed"
        /** The service is not called by this name: the operator lists its names (Hosts:Allowed). */
        | "request.host"
        /** An image does not decode, or the file is empty. */
        | "media.unreadable"
        /** The call needs the header Idempotency-Key: a credit transfer, a grant, a question for an outcome. */
        | "idempotency.key_required";
    401:
        /** There is no bearer token. */
        | "auth.required"
        /** The token is not one that this service accepts: its form, signature, issuer, audience, lifetime, subject or role. */
        | "auth.invalid_token"
        /** The token's time is over (30 s of clock skew are allowed). */
        | "auth.expired_token";
    403:
        /** The caller's role does not allow the call, or the user acting is not in the user directory. */
        | "auth.forbidden"
        /** The caller is not a member of the chat. */
        | "chat.not_a_member"
        /** The call is for the admins of the group, or for its owners. */
        | "chat.role_required"
        /** One of the two users has blocked the other. */
        | "chat.blocked";
    404:
        /** There is no such chat. */
        | "chat.not_found"
        /** There is no such user. */
        | "user.not_found"
        /** The sender has uploaded no such file. */
        | "media.not_found"
        /** There is no such webhook. */
        | "webhook.not_found"
        /** The webhook has no such delivery, or its event is not kept any more. */
        | "delivery.not_found"
        /** There is no such message in the caller's chats. */
        | "message.not_found"
        /** There is nothing at this address. */
        | "route.not_found";
    405:
        /** The address is known, but not with this method; the header Allow lists those it has. */
        | "route.method_not_allowed";
    408:
        /** No byte of the body came for 15 s, or less than 1 kB/s over 30 s. Nothing was done: the request may be repeated. */
        | "body.timeout";
    409:
        /** The message moved credits: it stays as it was sent. */
        | "message.immutable"
        /** The message is deleted; what is left is its place. */
        | "message.deleted"
        /** The time in which a message can be edited is over (Messages:EditWindow). */
        | "message.edit_window"
        /** The message has 100 versions. */
        | "message.versions_full"
        /** The message has 20 kinds of reaction, and this is none of them. */
        | "message.reactions_full"
        /** The chat has 100 pinned messages. */
        | "chat.pins_full"
        /** The chat is a direct one: but for one's own settings, nothing of it can be changed. */
        | "chat.direct"
        /** The group has 256 members. */
        | "chat.full"
        /** The group would be left without an owner: give another member the role first. */
        | "chat.last_owner"
        /** There are 20 webhooks. */
        | "webhook.limit"
        /** The operator has set no key to keep secrets with (Webhooks:EncryptionKey). */
        | "webhook.no_key"
        /** The position is none of this service's, or its events are not kept any more. */
        | "feed.position_gone"
        /** Of Development only: the database was not made by the development seed, so that it is not replaced. */
        | "dev.not_resettable"
        /** The balance does not cover the transfer. Final for the key of this request: try again with a new key. */
        | "credits.insufficient"
        /** The key was used before for another request. */
        | "idempotency.key_reused"
        /** The user is of the other kind, and a user's kind never changes. */
        | "user.kind_fixed";
    412:
        /** The chat's last message is not the one that expect.lastSequence names; the header Chat-Sequence has its number. Nothing was sent, and the key can be used again. */
        | "chat.moved"
        /** The message has another version than If-Match names: read it, and decide anew. */
        | "message.version_conflict"
        /** The resource is not the one that If-Match names. */
        | "precondition.failed";
    413:
        /** The body is larger than is taken. */
        | "body.too_large"
        /** The file has more bytes, or the image more pixels, than its kind may have. */
        | "media.too_large"
        /** The sender's files would have more bytes together than a user's may have; nothing was stored. */
        | "media.quota";
    415:
        /** The Content-Type, its charset or a Content-Encoding is not supported. */
        | "body.unsupported_type"
        /** The file's name or declared type says image, video or audio, and its bytes say otherwise. */
        | "media.content_mismatch";
    429:
        /** Too many requests; the header Retry-After says how many seconds to wait. */
        | "rate.limited";
    500:
        /** A defect of the service. The header X-Request-Id names the request in its log. */
        | "server.error"
        /** The call needs a stored record that this version of the service can't read. Repeating it does not help; an operator has to look at the record. */
        | "record.unreadable";
    503:
        /** The store can't be reached, and the outcome may be unknown: repeat with the same Idempotency-Key. */
        | "store.unavailable"
        /** Whether the token is good can't be told: the issuer, whose keys the service needs, does not answer. Nothing was done: repeat the request after Retry-After. */
        | "auth.unavailable"
        /** The service works on as many uploads as it takes at once. Nothing was done: repeat the request after Retry-After. */
        | "service.busy"
        /** Of readiness only: the store answers, and its user lacks a right that the service needs; the sentence names it. */
        | "store.right_missing";
}

/** A stable code for one cause of an error, as this version of the client knows them. */
export type KnownErrorCode = ErrorCodesOf[keyof ErrorCodesOf];

/**
 * Some text that this version of the client does not know as a code. It is written as an enumeration, of which nothing is there
 * at run time, so that a misspelt code is found all the same.
 */
declare enum OtherErrorCode {
    some = "(a code that came later)",
}

export type { OtherErrorCode };

/** A stable code for one cause of an error. */
export type ErrorCode = KnownErrorCode | OtherErrorCode;
