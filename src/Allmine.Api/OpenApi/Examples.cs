using Allmine.Api.Contracts.Batches;
using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Credits;
using Allmine.Api.Contracts.Events;
using Allmine.Api.Contracts.Files;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Contracts.Users;
using Allmine.Api.Errors;
using Allmine.Api.Events;
using Allmine.Api.Http;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NSwag;

namespace Allmine.Api.OpenApi;

/// <summary>The documented examples of bodies.</summary>
internal static class Examples
{
    /// <summary>The place of an event.</summary>
    public const string EventId = "8265A50A3C000000012B0429296E1404";

    /// <summary>Of the operation that sends.</summary>
    public const string Sending = "Messages_Send";

    public const string SendRequest =
        """{ "type": "text", "chatId": "64d15f9e2e6c8f4d5a123456", "targetUserId": "64d15f9e2e6c8f4d5a654321", "content": "Hello there!", "file": "profile-photo.jpg" }""";

    /// <summary>Of the bodies of a send, by name. The first is shown when nothing else is chosen.</summary>
    private static readonly Dictionary<string, (string Summary, string Json)> Sends = new()
    {
        ["documented"] = ("A text with a file", SendRequest),
        ["text"] = ("A text to a person", """{ "type": "text", "targetUserId": "64d15f9e2e6c8f4d5a654321", "content": "Hello there!" }"""),
        ["media"] = (
            "A file uploaded before, with a caption",
            """{ "type": "media", "chatId": "64d15f9e2e6c8f4d5a123456", "file": "profile-photo.jpg", "content": "My new photo" }"""),
        ["credit_transfer"] = (
            "25 credits to a person, with a note",
            """{ "type": "credit_transfer", "targetUserId": "64d15f9e2e6c8f4d5a654321", "content": "For the coffee", "creditTransfer": { "amount": 25 } }"""),
        ["reply"] = (
            "An answer, with data of one's own, if nobody else has answered",
            """{ "type": "text", "chatId": "64d15f9e2e6c8f4d5a123456", "content": "Your order is on its way", "metadata": { "order": "A-1042" }, "replyTo": "64d15f9e2e6c8f4d5a444444", "mentions": ["64d15f9e2e6c8f4d5a654321"], "expect": { "lastSequence": 12 } }"""),
    };

    private const string Message =
        """
        {
          "_id": "64d15f9e2e6c8f4d5a123456", "chatId": "64d15f9e2e6c8f4d5a654321", "senderId": "64d15f9e2e6c8f4d5a111111",
          "type": "text", "content": "Hello there!",
          "media": { "url": "https://cdn.example.com/message/file.jpg", "type": "image", "name": "file.jpg", "size": 102400,
                     "duration": 60, "width": 1920, "height": 1080,
                     "thumbnail_url": "https://cdn.example.com/message/file-thumb.jpg" },
          "creditTransfer": { "amount": 25, "recipientId": "64d15f9e2e6c8f4d5a654321", "senderId": "64d15f9e2e6c8f4d5a123456" },
          "readBy": ["64d15f9e2e6c8f4d5a654321"],
          "createdAt": "2024-01-15T10:30:00.000Z", "updatedAt": "2024-01-15T10:30:00.000Z", "sequence": 1,
          "metadata": { "order": "A-1042" }, "silent": false, "replyTo": null, "mentions": ["64d15f9e2e6c8f4d5a654321"],
          "version": 1, "editedAt": null, "deletedAt": null, "reactions": [{ "emoji": "👍", "count": 2, "mine": true }], "pinnedAt": null,
          "deliveredTo": ["64d15f9e2e6c8f4d5a654321"], "change": 1
        }
        """;

    private const string Changes = $$"""[{ "change": 1, "message": {{Message}}, "chat": null }]""";

    private const string Chat =
        $$"""
        {
          "_id": "64d15f9e2e6c8f4d5a654321", "kind": "direct", "title": null,
          "members": [{ "_id": "64d15f9e2e6c8f4d5a111111", "username": "ayse", "profilePhoto": null, "kind": "person" },
                      { "_id": "64d15f9e2e6c8f4d5a654321", "username": "mehmet", "profilePhoto": "https://cdn.example.com/users/mehmet.jpg", "kind": "person" }],
          "lastMessage": {{Message}}, "lastSequence": 1, "unreadCount": 0,
          "createdAt": "2024-01-15T10:30:00.000Z", "updatedAt": "2024-01-15T10:30:00.000Z", "unreadMentions": 0, "lastChange": 1, "photo": null,
          "settings": {{Settings}}
        }
        """;

    private const string Settings = """{ "muted": true, "mutedUntil": "2026-12-31T08:00:00.000Z", "archived": false, "pinned": false }""";

    private const string Member =
        """
        { "_id": "64d15f9e2e6c8f4d5a654321", "username": "mehmet", "profilePhoto": "https://cdn.example.com/users/mehmet.jpg", "role": "admin",
          "joinedAt": "2024-01-15T10:30:00.000Z", "readUpTo": 12, "deliveredUpTo": 13 }
        """;

    private const string Batch =
        $$"""
        { "committed": 1, "refused": 0,
          "items": [{ "index": 0, "statusCode": 201, "replayed": false, "message": {{Message}}, "error": null, "creditBalance": null, "chatSequence": null }] }
        """;

    private static readonly Dictionary<string, string> Responses = new()
    {
        [nameof(BatchResponse)] = Batch,
        [nameof(BatchOutcomeResponse)] = $$"""{ "status": "committed", "batch": {{Batch}}, "error": null }""",
        [nameof(MessageResponse)] = Message,
        [nameof(HistoryResponse)] = $$"""{ "items": [{{Message}}], "hasMore": false }""",
        [nameof(OutcomeResponse)] = $$"""{ "status": "committed", "message": {{Message}}, "error": null }""",
        [nameof(ChatResponse)] = Chat,
        [nameof(ChatDetailsResponse)] =
            $$"""
            { "_id": "64d15f9e2e6c8f4d5a654321", "kind": "group", "title": "Weekend", "members": [{{Member}}], "lastMessage": {{Message}}, "lastSequence": 1, "unreadCount": 0,
              "createdAt": "2024-01-15T10:30:00.000Z", "updatedAt": "2024-01-15T10:30:00.000Z", "unreadMentions": 0, "lastChange": 1, "photo": null, "settings": {{Settings}} }
            """,
        [nameof(MemberResponse)] = Member,
        [nameof(ChatSettingsResponse)] = Settings,
        [nameof(BlocksResponse)] =
            """{ "items": [{ "_id": "64d15f9e2e6c8f4d5a654321", "username": "mehmet", "profilePhoto": "https://cdn.example.com/users/mehmet.jpg" }], "nextCursor": null }""",
        [nameof(ToldChatResponse)] =
            """
            { "_id": "64d15f9e2e6c8f4d5a654321", "kind": "group", "title": "Weekend", "members": null, "lastMessage": null, "lastSequence": 14, "unreadCount": null,
              "createdAt": "2024-01-15T10:30:00.000Z", "updatedAt": "2024-01-15T10:31:00.000Z", "unreadMentions": null, "lastChange": 15, "photo": null, "settings": null,
              "change": 15 }
            """,
        [nameof(ChatLeftEvent)] = """{ "chatId": "64d15f9e2e6c8f4d5a654321" }""",
        [nameof(ChangeHiddenEvent)] = """{ "chatId": "64d15f9e2e6c8f4d5a654321", "change": 16 }""",
        [nameof(SettingsChangedEvent)] = $$"""{ "chatId": "64d15f9e2e6c8f4d5a654321", "settings": {{Settings}} }""",
        [nameof(ChatListResponse)] = $$"""{ "items": [{{Chat}}], "nextCursor": null }""",
        [nameof(MarkReadResponse)] = """{ "chatId": "64d15f9e2e6c8f4d5a654321", "sequence": 12, "unreadCount": 3 }""",
        [nameof(MarkDeliveredResponse)] = """{ "chatId": "64d15f9e2e6c8f4d5a654321", "sequence": 12 }""",
        [nameof(MessagesResponse)] = $$"""{ "items": [{{Message}}], "hasMore": false }""",
        [nameof(PinsResponse)] = $$"""{ "items": [{{Message}}], "nextCursor": null }""",
        [nameof(VersionsResponse)] =
            """
            { "items": [{ "version": 1, "content": "Hello ther", "metadata": null, "at": "2024-01-15T10:30:00.000Z" },
                        { "version": 2, "content": "Hello there!", "metadata": null, "at": "2024-01-15T10:31:00.000Z" }], "hasMore": false }
            """,
        [nameof(ReactionsResponse)] =
            """{ "items": [{ "userId": "64d15f9e2e6c8f4d5a654321", "emoji": "👍", "at": "2024-01-15T10:30:00.000Z" }], "nextCursor": null }""",
        [nameof(ChangesResponse)] = $$"""{ "items": {{Changes}}, "lastChange": 1, "hasMore": false, "reset": false }""",
        [nameof(SyncResponse)] =
            $$"""
            { "chats": [{ "chatId": "64d15f9e2e6c8f4d5a654321", "lastChange": 1, "items": {{Changes}}, "hasMore": false, "reset": false, "unreadCount": 1, "unreadMentions": 0 }],
              "gone": ["64d15f9e2e6c8f4d5a123456"] }
            """,
        [nameof(MessageReactedEvent)] =
            """
            { "chatId": "64d15f9e2e6c8f4d5a654321", "messageId": "64d15f9e2e6c8f4d5a444444", "userId": "64d15f9e2e6c8f4d5a111111", "emoji": "👍", "added": true,
              "reactions": [{ "emoji": "👍", "count": 2, "mine": false }], "change": 13 }
            """,
        [nameof(MessageReadEvent)] = """{ "chatId": "64d15f9e2e6c8f4d5a654321", "userId": "64d15f9e2e6c8f4d5a654321", "sequence": 12 }""",
        [nameof(CreditsChangedEvent)] = """{ "balance": 75 }""",
        [nameof(BlockResponse)] = """{ "blocked": true }""",
        [nameof(FileResponse)] =
            """
            { "_id": "64d15f9e2e6c8f4d5a222222", "name": "beach.jpg", "type": "image", "size": 102400, "duration": null, "width": 1920, "height": 1080,
              "url": "https://example.com/media/8c1f0d9a3b5e4f6071829304a5b6c7d8.jpg", "thumbnail_url": "https://example.com/media/0f1e2d3c4b5a69788796a5b4c3d2e1f0.jpg" }
            """,
        [nameof(CreditsResponse)] = """{ "balance": 75 }""",
        [nameof(GrantResponse)] = """{ "userId": "64d15f9e2e6c8f4d5a111111", "amount": 100, "balance": 175 }""",
        [nameof(TransactionsResponse)] =
            """
            { "items": [
                { "_id": "64d15f9e2e6c8f4d5a333333", "direction": "credit_transfer_sent", "amount": 25, "balanceAfter": 75,
                  "counterpartyId": "64d15f9e2e6c8f4d5a654321", "messageId": "64d15f9e2e6c8f4d5a444444", "chatId": "64d15f9e2e6c8f4d5a123456",
                  "createdAt": "2026-01-15T10:30:00.000Z" },
                { "_id": "64d15f9e2e6c8f4d5a222222", "direction": "grant", "amount": 100, "balanceAfter": 100,
                  "counterpartyId": null, "messageId": null, "chatId": null, "createdAt": "2026-01-15T10:00:00.000Z" }
              ], "nextCursor": null }
            """,
        [nameof(UserResponse)] = """{ "_id": "64d15f9e2e6c8f4d5a111111", "username": "ayse", "profilePhoto": null, "kind": "person" }""",
        [nameof(DevelopmentTokenResponse)] = """{ "accessToken": "eyJhbGciOi…", "expiresAt": "2026-01-16T10:30:00.000Z" }""",
    };

    private static readonly Dictionary<string, string> Requests = new()
    {
        [nameof(SendBatchRequest)] =
            """
            { "atomic": false, "items": [
                { "type": "text", "targetUserId": "64d15f9e2e6c8f4d5a654321", "content": "Your order is on its way", "metadata": { "order": "A-1042" } },
                { "type": "text", "chatId": "64d15f9e2e6c8f4d5a123456", "content": "The shop is open again", "silent": true }] }
            """,
        [nameof(PutUserRequest)] = """{ "username": "ayse", "profilePhoto": "https://cdn.example.com/users/ayse.jpg", "kind": "person" }""",
        [nameof(CreateChatRequest)] = """{ "memberIds": ["64d15f9e2e6c8f4d5a654321", "64d15f9e2e6c8f4d5a222222"], "title": "Weekend" }""",
        [nameof(MarkReadRequest)] = """{ "sequence": 12 }""",
        [nameof(MarkDeliveredRequest)] = """{ "sequence": 12 }""",
        [nameof(EditMessageRequest)] = """{ "content": "Hello there, all of you!", "metadata": null }""",
        [nameof(SyncRequest)] = """{ "chats": { "64d15f9e2e6c8f4d5a654321": 0, "64d15f9e2e6c8f4d5a123456": 12 } }""",
        [nameof(UpdateChatRequest)] = """{ "title": "Weekend" }""",
        [nameof(PutMemberRequest)] = """{ "history": "joined" }""",
        [nameof(SetRoleRequest)] = """{ "role": "admin" }""",
        [nameof(SetSettingsRequest)] = """{ "muted": true, "mutedUntil": "2026-12-31T08:00:00.000Z" }""",
        [nameof(GrantCreditsRequest)] = """{ "amount": 100 }""",
        [nameof(DevelopmentTokenRequest)] = """{ "userId": "64d15f9e2e6c8f4d5a111111" }""",
    };

    /// <summary>Of parameters, by their names.</summary>
    private static readonly Dictionary<string, JToken> Parameters = new()
    {
        ["chatId"] = "64d15f9e2e6c8f4d5a123456",
        ["messageId"] = "64d15f9e2e6c8f4d5a444444",
        ["userId"] = "64d15f9e2e6c8f4d5a654321",
        ["cursor"] = "bmV4dCBwYWdl",
        ["limit"] = 20,
        ["before"] = 120,
        ["after"] = 100,
        ["around"] = 110,
        ["emoji"] = "👍",
        ["ids"] = "64d15f9e2e6c8f4d5a444444,64d15f9e2e6c8f4d5a555555",
        ["direction"] = "grant",
        ["dryRun"] = true,
        ["archived"] = true,
        [ApiHeaders.IdempotencyKey] = "9f1c2d34-5b6a-4789-8abc-def012345678",
        [ApiHeaders.IfMatch] = "\"1\"",
        [ApiHeaders.OnBehalfOf] = "64d15f9e2e6c8f4d5a111111",
        [RequestLanguage.Header] = "tr",
        [EventStream.LastEventIdHeader] = EventId,
    };

    /// <summary>Times stay the texts that they are in the documented examples.</summary>
    public static JToken Parse(string json) =>
        JsonConvert.DeserializeObject<JToken>(json, new JsonSerializerSettings { DateParseHandling = DateParseHandling.None })!;

    /// <summary>The example of an answer, or of an event's data, without line breaks.</summary>
    public static string OneLine(string type) => Parse(Responses[type]).ToString(Formatting.None);

    public static void Complete(OpenApiDocument document)
    {
        foreach (var operation in document.Operations.Select(operation => operation.Operation))
        {
            Complete(document, operation.RequestBody?.Content.Values, Requests);
            foreach (var (_, response) in operation.Responses)
                Complete(document, response.Content.Values, Responses);
            foreach (var parameter in operation.Parameters.Where(parameter => Parameters.ContainsKey(parameter.Name)))
                parameter.Example = Parameters[parameter.Name];
        }

        var send = document.Operations.Single(operation => operation.Operation.OperationId == Sending).Operation;
        send.Responses["200"].Content["application/json"].Example = Rehearsed();
    }

    /// <summary>What a dry run answers.</summary>
    private static JToken Rehearsed()
    {
        var message = Parse(Message);
        message["_id"] = null;
        return message;
    }

    private static void Complete(OpenApiDocument document, IEnumerable<OpenApiMediaType>? bodies, Dictionary<string, string> examples)
    {
        foreach (var body in bodies ?? [])
        {
            var name = document.Definitions.FirstOrDefault(definition => definition.Value == body.Schema?.ActualSchema).Key;
            if (name == nameof(SendMessageRequest))
                OfferSends(body);
            else if (name is not null && examples.TryGetValue(name, out var example))
                body.Example = Parse(example);
        }
    }

    private static void OfferSends(OpenApiMediaType body)
    {
        foreach (var (name, (summary, json)) in Sends)
            body.Examples[name] = new OpenApiExample { Summary = summary, Value = Parse(json) };
    }
}
