export { Allmine, type Files } from "./allmine.js";
export type { Change, ChangesPage, Chat, ChatPage, Chats, PinsPage, SyncAnswer } from "./chats.js";
export type { Credits } from "./credits.js";
export type { ErrorCode, ErrorCodesOf, KnownErrorCode, OtherErrorCode } from "./error-codes.js";
export {
    AllmineError, AuthenticationError, ConflictError, ConnectionError, isAllmineError, NotFoundError, PermissionError, RateLimitError, ServerError,
    TimeoutError, ValidationError, type Attempt, type ErrorWith, type Stopped,
} from "./errors.js";
export type {
    AllmineEvent, ChangeHiddenEvent, CreditsChangedEvent, EventsOptions, MessageCreatedEvent, MessageDeletedEvent, MessageDeliveredEvent, MessageReadEvent,
    MessageUpdatedEvent, ReactedEvent, ResetEvent,
} from "./events.js";
export type { FileSource } from "./files.js";
export type { FollowedChange, FollowRequest } from "./follow.js";
export type {
    BatchItemRequest, BatchItemResponse, BatchOutcomeResponse, BatchResponse, BlockResponse, ChangeResponse, ChangesResponse, ChatListResponse, ChatResponse, CreateChatRequest, CreditsResponse, CreditTransferRequest, CreditTransferResponse,
    DevelopmentTokenRequest, DevelopmentTokenResponse, EditMessageRequest, ErrorResponse, ExpectRequest, FileResponse, GrantCreditsRequest, GrantResponse, HistoryResponse,
    MarkDeliveredRequest, MarkDeliveredResponse, MarkReadRequest, MarkReadResponse, MediaResponse, MessageReactedEvent, MessageResponse, MessagesResponse, OutcomeResponse,
    PinsResponse, PutUserRequest, ReactionItemResponse, ReactionResponse, ReactionsResponse, ReplyToResponse, SendBatchRequest, SendMessageRequest, SyncedChatResponse,
    SyncRequest, SyncResponse, TransactionResponse, TransactionsResponse, UserResponse, VersionResponse, VersionsResponse,
} from "./generated.js";
export type {
    CreditTransferMessage, MediaMessage, Message, OtherMessage, OtherMessageType, Rehearsed, TextMessage, UnreadableMessage,
} from "./message.js";
export type {
    CreditTransferBody, HistoryPage, HistoryRequest, MediaBody, MessageList, Messages, Outcome, Recipient, SendBody, SendExtras, SendOptions, Sent, TextBody,
} from "./messages.js";
export type { AllmineOptions, AnswerInfo, CallOptions, FileOptions, KeyedOptions, Language, MatchedOptions, Token } from "./options.js";
export type { Pages } from "./pages.js";
export type { ManyBody, SendManyOptions, SentOfMany } from "./send-many.js";
