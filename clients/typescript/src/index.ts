export { Allmine, type Files } from "./allmine.js";
export type { Chat, ChatPage, Chats } from "./chats.js";
export type { Credits } from "./credits.js";
export type { ErrorCode, ErrorCodesOf, KnownErrorCode, OtherErrorCode } from "./error-codes.js";
export {
    AllmineError, AuthenticationError, ConflictError, ConnectionError, isAllmineError, NotFoundError, PermissionError, RateLimitError, ServerError,
    TimeoutError, ValidationError, type Attempt, type ErrorWith, type Stopped,
} from "./errors.js";
export type {
    AllmineEvent, CreditsChangedEvent, EventsOptions, MessageCreatedEvent, MessageReadEvent, MessageUpdatedEvent, ResetEvent,
} from "./events.js";
export type { FileSource } from "./files.js";
export type {
    BatchItemRequest, BatchItemResponse, BatchOutcomeResponse, BatchResponse, BlockResponse, ChatListResponse, ChatResponse, CreateChatRequest, CreditsResponse, CreditTransferRequest, CreditTransferResponse,
    DevelopmentTokenRequest, DevelopmentTokenResponse, ErrorResponse, ExpectRequest, FileResponse, GrantCreditsRequest, GrantResponse, HistoryResponse,
    MarkReadRequest, MarkReadResponse, MediaResponse, MessageResponse, OutcomeResponse, PutUserRequest, ReplyToResponse, SendBatchRequest, SendMessageRequest, TransactionResponse,
    TransactionsResponse, UserResponse,
} from "./generated.js";
export type {
    CreditTransferMessage, MediaMessage, Message, OtherMessage, OtherMessageType, Rehearsed, TextMessage, UnreadableMessage,
} from "./message.js";
export type {
    CreditTransferBody, HistoryPage, HistoryRequest, MediaBody, Messages, Outcome, Recipient, SendBody, SendExtras, SendOptions, Sent, TextBody,
} from "./messages.js";
export type { AllmineOptions, AnswerInfo, CallOptions, FileOptions, KeyedOptions, Language, Token } from "./options.js";
export type { Pages } from "./pages.js";
export type { ManyBody, SendManyOptions, SentOfMany } from "./send-many.js";
