export { Allmine, type Files } from "./allmine.js";
export type { Change, ChangesPage, Chat, ChatDetails, ChatPage, Chats, PinsPage, SyncAnswer, ToldChat } from "./chats.js";
export type { Credits } from "./credits.js";
export type { ErrorCode, ErrorCodesOf, KnownErrorCode, OtherErrorCode } from "./error-codes.js";
export {
    AllmineError, AuthenticationError, ConflictError, ConnectionError, isAllmineError, NotFoundError, PermissionError, RateLimitError, ServerError,
    TimeoutError, ValidationError, type Attempt, type ErrorWith, type Stopped,
} from "./errors.js";
export type {
    AllmineEvent, ChangeHiddenEvent, ChatCreatedEvent, ChatLeftEvent, ChatUpdatedEvent, CreditsChangedEvent, EventsOptions, MessageCreatedEvent, MessageDeletedEvent, MessageDeliveredEvent, MessageReadEvent,
    MessageUpdatedEvent, ReactedEvent, ResetEvent, SettingsChangedEvent,
} from "./events.js";
export type { FeedData, FeedItem, FeedMarker, FeedOptions, FeedPage, FeedReset } from "./feed.js";
export type { FileSource } from "./files.js";
export type { FollowedChange, FollowRequest } from "./follow.js";
export type {
    BatchItemRequest, BatchItemResponse, BatchOutcomeResponse, BatchResponse, BlockedUserResponse, BlockResponse, BlocksResponse, ChangeResponse, ChangesResponse, ChatDetailsResponse, ChatListResponse, ChatResponse, ChatSettingsResponse, CreateChatRequest, CreditsResponse, CreditTransferRequest, CreditTransferResponse,
    DeliveriesResponse, DeliveryResponse, FeedBlockChangedData, FeedCreditsChangedData, FeedCreditsGrantedData, FeedCreditsTransferredData, FeedEventType, FeedItemResponse, FeedReactedData, FeedResponse,
    PutWebhookRequest, ReceivedWebhookResponse, ReplayWebhookRequest, WebhookBacklogResponse, WebhookInboxResponse, WebhookResponse, WebhooksResponse, WebhookTestResponse,
    DevelopmentTokenRequest, DevelopmentTokenResponse, EditMessageRequest, ErrorResponse, ExpectRequest, FileResponse, GrantCreditsRequest, GrantResponse, HistoryResponse,
    MarkDeliveredRequest, MarkDeliveredResponse, MarkReadRequest, MarkReadResponse, MediaResponse, MemberResponse, MessageReactedEvent, MessageResponse, MessagesResponse, OutcomeResponse,
    PinsResponse, PutMemberRequest, PutUserRequest, ReactionItemResponse, ReactionResponse, ReactionsResponse, ReplyToResponse, SendBatchRequest, SendMessageRequest, SetRoleRequest, SetSettingsRequest, SyncedChatResponse,
    SyncRequest, SyncResponse, ToldChatResponse, ToldMemberResponse, TransactionResponse, TransactionsResponse, UpdateChatRequest, UserResponse, VersionResponse, VersionsResponse,
} from "./generated.js";
export type {
    ChatLine, CreditTransferMessage, MediaMessage, Message, OtherMessage, OtherMessageType, Rehearsed, SystemMessage, TextMessage, UnreadableMessage,
} from "./message.js";
export type {
    CreditTransferBody, HistoryPage, HistoryRequest, MediaBody, MessageList, Messages, Outcome, Recipient, SendBody, SendExtras, SendOptions, Sent, TextBody,
} from "./messages.js";
export type { AllmineOptions, AnswerInfo, CallOptions, FileOptions, KeyedOptions, Language, MatchedOptions, Token } from "./options.js";
export type { Pages } from "./pages.js";
export { verifyWebhook, WebhookVerificationError } from "./webhooks.js";
export type { WebhookEvent, WebhookFault, WebhookGapEvent, WebhookHeaders, Webhooks, WebhookTestEvent } from "./webhooks.js";
export type { ManyBody, SendManyOptions, SentOfMany } from "./send-many.js";
