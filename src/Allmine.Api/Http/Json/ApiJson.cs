using System.Text.Json;
using System.Text.Json.Serialization;
using Allmine.Api.Contracts;
using Allmine.Api.Contracts.Batches;
using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Credits;
using Allmine.Api.Contracts.Events;
using Allmine.Api.Contracts.Feed;
using Allmine.Api.Contracts.Files;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Contracts.Users;
using Allmine.Api.Contracts.Webhooks;

namespace Allmine.Api.Http.Json;

/// <summary>The types of the bodies, so that they are read and written without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(ExpectRequest))]
[JsonSerializable(typeof(SendBatchRequest))]
[JsonSerializable(typeof(BatchItemRequest))]
[JsonSerializable(typeof(PutUserRequest))]
[JsonSerializable(typeof(CreateChatRequest))]
[JsonSerializable(typeof(MarkReadRequest))]
[JsonSerializable(typeof(MarkDeliveredRequest))]
[JsonSerializable(typeof(SyncRequest))]
[JsonSerializable(typeof(EditMessageRequest))]
[JsonSerializable(typeof(UpdateChatRequest))]
[JsonSerializable(typeof(PutMemberRequest))]
[JsonSerializable(typeof(SetRoleRequest))]
[JsonSerializable(typeof(SetSettingsRequest))]
[JsonSerializable(typeof(GrantCreditsRequest))]
[JsonSerializable(typeof(DevelopmentTokenRequest))]
[JsonSerializable(typeof(MessageResponse))]
[JsonSerializable(typeof(HistoryResponse))]
[JsonSerializable(typeof(OutcomeResponse))]
[JsonSerializable(typeof(BatchResponse))]
[JsonSerializable(typeof(BatchOutcomeResponse))]
[JsonSerializable(typeof(MarkReadResponse))]
[JsonSerializable(typeof(MarkDeliveredResponse))]
[JsonSerializable(typeof(MessagesResponse))]
[JsonSerializable(typeof(VersionsResponse))]
[JsonSerializable(typeof(ReactionsResponse))]
[JsonSerializable(typeof(PinsResponse))]
[JsonSerializable(typeof(ChangesResponse))]
[JsonSerializable(typeof(SyncResponse))]
[JsonSerializable(typeof(ChatResponse))]
[JsonSerializable(typeof(ChatListResponse))]
[JsonSerializable(typeof(ChatDetailsResponse))]
[JsonSerializable(typeof(MemberResponse))]
[JsonSerializable(typeof(ChatSettingsResponse))]
[JsonSerializable(typeof(BlocksResponse))]
[JsonSerializable(typeof(ToldChatResponse))]
[JsonSerializable(typeof(ChatLeftEvent))]
[JsonSerializable(typeof(ChangeHiddenEvent))]
[JsonSerializable(typeof(SettingsChangedEvent))]
[JsonSerializable(typeof(MessageReadEvent))]
[JsonSerializable(typeof(MessageReactedEvent))]
[JsonSerializable(typeof(CreditsChangedEvent))]
[JsonSerializable(typeof(FeedItemResponse))]
[JsonSerializable(typeof(FeedResponse))]
[JsonSerializable(typeof(FeedReactedData))]
[JsonSerializable(typeof(FeedCreditsChangedData))]
[JsonSerializable(typeof(FeedCreditsGrantedData))]
[JsonSerializable(typeof(FeedCreditsTransferredData))]
[JsonSerializable(typeof(FeedBlockChangedData))]
[JsonSerializable(typeof(PutWebhookRequest))]
[JsonSerializable(typeof(ReplayWebhookRequest))]
[JsonSerializable(typeof(WebhookResponse))]
[JsonSerializable(typeof(WebhooksResponse))]
[JsonSerializable(typeof(WebhookTestResponse))]
[JsonSerializable(typeof(DeliveriesResponse))]
[JsonSerializable(typeof(WebhookInboxResponse))]
[JsonSerializable(typeof(BlockResponse))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(FileResponse))]
[JsonSerializable(typeof(CreditsResponse))]
[JsonSerializable(typeof(GrantResponse))]
[JsonSerializable(typeof(TransactionsResponse))]
[JsonSerializable(typeof(DevelopmentTokenResponse))]
[JsonSerializable(typeof(ErrorResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
