using System.Text.Json;
using System.Text.Json.Serialization;
using Allmine.Api.Contracts;

namespace Allmine.Api.Http;

/// <summary>The types of the bodies, so that they are read and written without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(PutUserRequest))]
[JsonSerializable(typeof(CreateChatRequest))]
[JsonSerializable(typeof(MarkReadRequest))]
[JsonSerializable(typeof(GrantCreditsRequest))]
[JsonSerializable(typeof(DevelopmentTokenRequest))]
[JsonSerializable(typeof(MessageResponse))]
[JsonSerializable(typeof(HistoryResponse))]
[JsonSerializable(typeof(OutcomeResponse))]
[JsonSerializable(typeof(MarkReadResponse))]
[JsonSerializable(typeof(ChatResponse))]
[JsonSerializable(typeof(ChatListResponse))]
[JsonSerializable(typeof(MessageReadEvent))]
[JsonSerializable(typeof(CreditsChangedEvent))]
[JsonSerializable(typeof(BlockResponse))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(FileResponse))]
[JsonSerializable(typeof(CreditsResponse))]
[JsonSerializable(typeof(GrantResponse))]
[JsonSerializable(typeof(TransactionsResponse))]
[JsonSerializable(typeof(DevelopmentTokenResponse))]
[JsonSerializable(typeof(ErrorResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
