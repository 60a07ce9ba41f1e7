export { Allmine, type Files } from "./allmine.js";
export type { Chats } from "./chats.js";
export type { Credits } from "./credits.js";
export type { ErrorCode, ErrorCodesOf } from "./error-codes.js";
export {
    AllmineError, AuthenticationError, ConflictError, ConnectionError, NotFoundError, PermissionError, RateLimitError, ServerError, TimeoutError,
    ValidationError,
} from "./errors.js";
export type {
    AllmineEvent, CreditsChangedEvent, EventsOptions, MessageCreatedEvent, MessageReadEvent, ResetEvent,
} from "./events.js";
export type { FileSource } from "./files.js";
export type * from "./generated.js";
export type {
    HistoryPage, HistoryRequest, Message, Messages, Recipient, SendBody, SendOptions, Sent,
} from "./messages.js";
export type { AllmineOptions, AnswerInfo, CallOptions, FileOptions, KeyedOptions, Language, Token } from "./options.js";
export type { Pages } from "./pages.js";
