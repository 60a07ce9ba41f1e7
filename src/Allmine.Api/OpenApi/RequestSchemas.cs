using Allmine.Api.Contracts.Batches;
using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Credits;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Contracts.Users;
using Allmine.Api.Contracts.Webhooks;
using Allmine.Api.Http;
using Allmine.Application.Chats.PutMember;
using Allmine.Application.Chats.RemoveMember;
using Allmine.Application.Chats.Sync;
using Allmine.Application.Messages;
using Allmine.Application.Messages.EditMessage;
using Allmine.Application.Messages.SendBatch;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using NJsonSchema;
using NSwag;

namespace Allmine.Api.OpenApi;

/// <summary>Writes the limits of requests into the document, from the same constants that the validators use.</summary>
internal static class RequestSchemas
{
    public const string IdPattern = "^[0-9a-fA-F]{24}$";

    public static void Complete(OpenApiDocument document, MessageOptions options)
    {
        CompleteSend(document.Definitions[nameof(SendMessageRequest)]);
        var item = document.Definitions[nameof(BatchItemRequest)];
        CompleteSend(item);
        item.Properties["onBehalfOf"].Pattern = IdPattern;
        var batch = document.Definitions[nameof(SendBatchRequest)];
        Require(batch, "items");
        (batch.Properties["items"].MinItems, batch.Properties["items"].MaxItems) = (1, SendBatchCommand.MaxItems);
        // NSwag says that items may be null.
        batch.Properties["items"].Item = new JsonSchema { Reference = item };
        var expect = document.Definitions[nameof(ExpectRequest)];
        Require(expect, "lastSequence");
        expect.Properties["lastSequence"].Minimum = 0;
        var credits = document.Definitions[nameof(CreditTransferRequest)];
        Require(credits, "amount");
        credits.Properties["amount"].Minimum = CreditAmount.Least;
        credits.Properties["amount"].Maximum = options.MaxCreditTransfer;

        var grant = document.Definitions[nameof(GrantCreditsRequest)];
        Require(grant, "amount");
        grant.Properties["amount"].Minimum = CreditAmount.Least;
        grant.Properties["amount"].Maximum = CreditAmount.GreatestGrant;

        var user = document.Definitions[nameof(PutUserRequest)];
        Require(user, "username");
        user.Properties["username"].MinLength = 1;
        user.Properties["username"].MaxLength = Username.MaxLength;
        user.Properties["profilePhoto"].MaxLength = User.MaxProfilePhotoLength;

        foreach (var kind in UserKindNames.Names)
        {
            user.Properties["kind"].Enumeration.Add(kind);
            document.Definitions[nameof(UserResponse)].Properties["kind"].Enumeration.Add(kind);
        }

        var chat = document.Definitions[nameof(CreateChatRequest)];
        Require(chat, "memberIds");
        chat.Properties["memberIds"].MinItems = 1;
        chat.Properties["memberIds"].Item = new JsonSchema { Type = JsonObjectType.String, Pattern = IdPattern };
        chat.Properties["title"].MinLength = 1;
        chat.Properties["title"].MaxLength = Chat.MaxTitleLength;
        CompleteChats(document);

        var read = document.Definitions[nameof(MarkReadRequest)];
        Require(read, "sequence");
        read.Properties["sequence"].Minimum = 0;

        var delivered = document.Definitions[nameof(MarkDeliveredRequest)];
        Require(delivered, "sequence");
        delivered.Properties["sequence"].Minimum = 0;
        var edit = document.Definitions[nameof(EditMessageRequest)];
        edit.Properties["content"].MaxLength = MessageText.MaxLength;
        CompleteSync(document);
        CompleteWebhooks(document);

        if (document.Definitions.TryGetValue(nameof(DevelopmentTokenRequest), out var token))
        {
            Require(token, "userId");
            token.Properties["userId"].Pattern = IdPattern;
            token.Properties["role"].Enumeration.Add(Auth.TokenClaims.UserRole);
            token.Properties["role"].Enumeration.Add(Auth.TokenClaims.ServiceRole);
        }

        foreach (var (name, schema) in document.Definitions)
        {
            if (name == FeedSchemas.TypeSchema)
                continue;
            if (name.EndsWith("Request", StringComparison.Ordinal))
                schema.AllowAdditionalProperties = false;
            else
                CompleteAnswer(schema);
            foreach (var property in schema.Properties.Values.Where(property => property is { IsNullableRaw: true, Type: JsonObjectType.None }))
                AllowNull(property);
        }

        foreach (var parameter in document.Operations.SelectMany(operation => operation.Operation.Parameters))
            Complete(parameter);
        document.Operations.Single(operation => operation.Operation.OperationId == "Chats_RemoveMember")
            .Operation.Parameters.Single(parameter => parameter.Name == "userId").Schema.Pattern = $"^([0-9a-fA-F]{{24}}|{RemoveMemberCommand.Me})$";
        // What is small, or is read to its end anyway, comes in pages as large as there are.
        foreach (var operation in document.Operations.Where(operation => operation.Path.EndsWith("/changes", StringComparison.Ordinal) || operation.Path.EndsWith("/versions", StringComparison.Ordinal)))
            operation.Operation.Parameters.Single(parameter => parameter.Name == "limit").Schema.Default = PageLimits.Greatest;
    }

    private static void CompleteChats(OpenApiDocument document)
    {
        var update = document.Definitions[nameof(UpdateChatRequest)];
        (update.Properties["title"].MinLength, update.Properties["title"].MaxLength) = (1, Chat.MaxTitleLength);
        update.Properties["photo"].MinLength = 1;
        foreach (var history in PutMemberCommand.Histories)
            document.Definitions[nameof(PutMemberRequest)].Properties["history"].Enumeration.Add(history);
        var role = document.Definitions[nameof(SetRoleRequest)];
        Require(role, "role");
        foreach (var name in ChatRoleNames.Names)
            role.Properties["role"].Enumeration.Add(name);
        document.Definitions[nameof(SetSettingsRequest)].Properties["mutedUntil"].Format = JsonFormatStrings.DateTime;
    }

    private static void CompleteSend(JsonSchema send)
    {
        Require(send, "type");
        foreach (var name in MessageKindNames.Names)
            send.Properties["type"].Enumeration.Add(name);
        send.Properties["chatId"].Pattern = IdPattern;
        send.Properties["targetUserId"].Pattern = IdPattern;
        send.Properties["content"].MaxLength = MessageText.MaxLength;
        send.Properties["replyTo"].Pattern = IdPattern;
        send.Properties["mentions"].MaxItems = MessageAttributes.MaxMentions;
        send.Properties["mentions"].UniqueItems = true;
        send.Properties["mentions"].Item = new JsonSchema { Type = JsonObjectType.String, Pattern = IdPattern };
    }

    private static void CompleteWebhooks(OpenApiDocument document)
    {
        var webhook = document.Definitions[nameof(PutWebhookRequest)];
        (webhook.Properties["url"].Format, webhook.Properties["url"].MaxLength) = (JsonFormatStrings.Uri, IWebhookSender.MaxUrlLength);
        (webhook.Properties["types"].MinItems, webhook.Properties["types"].UniqueItems, webhook.Properties["types"].Item) = (1, true, FeedSchemas.TypeIn(document));
        Require(document.Definitions[nameof(ReplayWebhookRequest)], "from");
    }

    /// <summary>By the chats' ids. NSwag sees a list of pairs.</summary>
    private static void CompleteSync(OpenApiDocument document)
    {
        var sync = document.Definitions[nameof(SyncRequest)];
        Require(sync, "chats");
        var chats = sync.Properties["chats"];
        document.Definitions.Remove(document.Definitions.Single(definition => definition.Value == chats.Item!.ActualSchema).Key);
        (chats.Type, chats.Item, chats.Reference) = (JsonObjectType.Object, null, null);
        chats.OneOf.Clear();
        (chats.MinProperties, chats.MaxProperties) = (1, SyncCommand.MaxChats);
        chats.AdditionalPropertiesSchema = new JsonSchema { Type = JsonObjectType.Integer, Format = JsonFormatStrings.Long, Minimum = 0 };
    }

    /// <summary>
    /// OpenAPI 3.0 takes <c>nullable</c> for the type beside it alone. What is a reference says that it may be null by a second choice.
    /// </summary>
    private static void AllowNull(JsonSchemaProperty property)
    {
        if (property.OneOf.Count == 0)
        {
            property.Type = JsonObjectType.Object;
            return;
        }

        property.IsNullableRaw = null;
        property.OneOf.Add(new JsonSchema { Type = JsonObjectType.Object, IsNullableRaw = true, Enumeration = { null } });
    }

    /// <summary>Null is absent, so that a property which is required can't be null.</summary>
    private static void Require(JsonSchema schema, string name)
    {
        schema.RequiredProperties.Add(name);
        schema.Properties[name].IsNullableRaw = null;
    }

    /// <summary>Answers have every property, always, and may have more of them tomorrow.</summary>
    private static void CompleteAnswer(JsonSchema schema)
    {
        schema.AllowAdditionalProperties = true;
        foreach (var name in schema.Properties.Keys.Except(schema.RequiredProperties).ToList())
            schema.RequiredProperties.Add(name);
    }

    private static void Complete(OpenApiParameter parameter)
    {
        var schema = parameter.Schema ?? parameter;
        switch (parameter.Name)
        {
            case "messageId" or "chatId" or "userId":
                schema.Pattern = IdPattern;
                break;
            case "limit":
                (schema.Minimum, schema.Maximum, schema.Default) = (1, PageLimits.Greatest, PageLimits.Default);
                break;
            case "before" or "around":
                schema.Minimum = 1;
                break;
            case "after" when schema.Type.HasFlag(JsonObjectType.String):
                break;
            case "name":
                schema.Pattern = WebhookRules.NamePattern;
                break;
            case "status":
                foreach (var name in DeliveryStatusNames.All)
                    schema.Enumeration.Add(name);
                break;
            case "after":
                schema.Minimum = 0;
                break;
            case "direction":
                foreach (var name in LedgerDirectionNames.Names)
                    schema.Enumeration.Add(name);
                break;
            case "ids":
                schema.IsNullableRaw = null;
                break;
            case "emoji":
                (schema.MinLength, schema.MaxLength) = (1, Reaction.MaxEmojiBytes);
                break;
            case ApiHeaders.IfMatch:
                schema.Pattern = EditMessageCommand.IfMatchPattern;
                break;
            case ApiHeaders.IdempotencyKey:
                (schema.MinLength, schema.MaxLength, schema.Pattern) = (1, IdempotencyKeyRules.MaxLength, IdempotencyKeyRules.Pattern);
                break;
        }
    }
}
