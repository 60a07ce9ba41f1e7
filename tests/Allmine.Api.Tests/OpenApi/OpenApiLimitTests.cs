using Allmine.Api.Tests.Hosting;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>The document's limits are those that the service holds requests to.</summary>
public sealed class OpenApiLimitTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string IdPattern = "^[0-9a-fA-F]{24}$";

    /// <summary>Of whom a call removes: oneself may be called <c>me</c>.</summary>
    private const string MemberPattern = "^([0-9a-fA-F]{24}|me)$";

    [Fact]
    public async Task Limits_WhenOfBodies_ThenAreThoseOfTheDomain()
    {
        var document = await ApiDocument.ReadAsync(fixture.Service);
        var send = document.Definition("SendMessageRequest");
        Assert.Equal(["type"], ApiDocument.Names(send.GetProperty("required")));
        Assert.Equal(MessageKindNames.Names, ApiDocument.Names(ApiDocument.Property(send, "type").GetProperty("enum")));
        Assert.Equal(IdPattern, ApiDocument.Property(send, "chatId").GetProperty("pattern").GetString());
        Assert.Equal(IdPattern, ApiDocument.Property(send, "targetUserId").GetProperty("pattern").GetString());
        Assert.Equal(MessageText.MaxLength, ApiDocument.Property(send, "content").GetProperty("maxLength").GetInt32());

        var amount = ApiDocument.Property(document.Definition("CreditTransferRequest"), "amount");
        Assert.Equal(CreditAmount.Least, amount.GetProperty("minimum").GetDecimal());
        Assert.Equal(CreditAmount.DefaultGreatest, amount.GetProperty("maximum").GetDecimal());

        var granted = ApiDocument.Property(document.Definition("GrantCreditsRequest"), "amount");
        Assert.Equal(CreditAmount.Least, granted.GetProperty("minimum").GetDecimal());
        Assert.Equal(CreditAmount.GreatestGrant, granted.GetProperty("maximum").GetDecimal());

        var user = document.Definition("PutUserRequest");
        Assert.Equal(Username.MaxLength, ApiDocument.Property(user, "username").GetProperty("maxLength").GetInt32());
        Assert.Equal(User.MaxProfilePhotoLength, ApiDocument.Property(user, "profilePhoto").GetProperty("maxLength").GetInt32());

        var chat = document.Definition("CreateChatRequest");
        Assert.Equal(Chat.MaxTitleLength, ApiDocument.Property(chat, "title").GetProperty("maxLength").GetInt32());
        Assert.Equal(IdPattern, ApiDocument.Property(chat, "memberIds").GetProperty("items").GetProperty("pattern").GetString());
        var webhook = document.Definition("PutWebhookRequest");
        Assert.Equal(IWebhookSender.MaxUrlLength, ApiDocument.Property(webhook, "url").GetProperty("maxLength").GetInt32());
        Assert.Equal(1, ApiDocument.Property(webhook, "types").GetProperty("minItems").GetInt32());
        Assert.Equal(FeedTypeNames.All, ApiDocument.Names(document.Definition("FeedEventType").GetProperty("enum")));
        Assert.Equal(0, ApiDocument.Property(document.Definition("MarkReadRequest"), "sequence").GetProperty("minimum").GetDecimal());
    }

    [Theory]
    [InlineData("SendMessageRequest", "type")]
    [InlineData("CreditTransferRequest", "amount")]
    [InlineData("GrantCreditsRequest", "amount")]
    [InlineData("PutUserRequest", "username")]
    [InlineData("CreateChatRequest", "memberIds")]
    [InlineData("MarkReadRequest", "sequence")]
    [InlineData("DevelopmentTokenRequest", "userId")]
    public async Task Request_WhenAPropertyIsRequired_ThenMayNotBeNullEither(string definition, string property)
    {
        var document = await ApiDocument.ReadAsync(fixture.Service);
        var schema = document.Definition(definition);

        Assert.Equal([property], ApiDocument.Names(schema.GetProperty("required")));
        Assert.False(ApiDocument.Property(schema, property).TryGetProperty("nullable", out _));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public async Task Limits_WhenOfParameters_ThenAreThoseOfTheCode()
    {
        var document = await ApiDocument.ReadAsync(fixture.Service);
        var history = document.Operation("/api/v2/messages/chat/{chatId}", "get");
        var limit = ApiDocument.Parameter(history, "limit").GetProperty("schema");
        Assert.Equal(
            (1, HistoryWindow.MaxLimit, HistoryWindow.DefaultLimit),
            (limit.GetProperty("minimum").GetDecimal(), limit.GetProperty("maximum").GetDecimal(), limit.GetProperty("default").GetInt32()));
        Assert.Equal(1, ApiDocument.Parameter(history, "before").GetProperty("schema").GetProperty("minimum").GetDecimal());
        Assert.Equal(0, ApiDocument.Parameter(history, "after").GetProperty("schema").GetProperty("minimum").GetDecimal());

        Assert.Equal(1, ApiDocument.Parameter(history, "around").GetProperty("schema").GetProperty("minimum").GetDecimal());
        foreach (var path in new[] { "/api/v2/chats/{chatId}/changes", "/api/v2/messages/{messageId}/versions" })
            Assert.Equal(PageLimits.Greatest, ApiDocument.Parameter(document.Operation(path, "get"), "limit").GetProperty("schema").GetProperty("default").GetInt32());
        var emoji = ApiDocument.Parameter(document.Operation("/api/v2/messages/{messageId}/reactions/{emoji}", "put"), "emoji").GetProperty("schema");
        Assert.Equal((1, Reaction.MaxEmojiBytes), (emoji.GetProperty("minLength").GetInt32(), emoji.GetProperty("maxLength").GetInt32()));

        var transactions = document.Operation("/api/v2/users/me/transactions", "get");
        limit = ApiDocument.Parameter(transactions, "limit").GetProperty("schema");
        Assert.Equal(
            (1, PageLimits.Greatest, PageLimits.Default),
            (limit.GetProperty("minimum").GetDecimal(), limit.GetProperty("maximum").GetDecimal(), limit.GetProperty("default").GetInt32()));
        Assert.Equal(LedgerDirectionNames.Names, ApiDocument.Names(ApiDocument.Parameter(transactions, "direction").GetProperty("schema").GetProperty("enum")));

        foreach (var row in OpenApiDocumentTests.Operations)
        {
            var operation = document.Operation((string)row[0], (string)row[1]);
            foreach (var parameter in ApiDocument.Parameters(operation).Where(parameter => parameter.GetProperty("in").GetString() == "path" && parameter.GetProperty("name").GetString() is not ("emoji" or "deliveryId")))
            {
                var wanted = parameter.GetProperty("name").GetString() == "name" ? WebhookRules.NamePattern : row is ["/api/v2/chats/{chatId}/members/{userId}", "delete", ..] && parameter.GetProperty("name").GetString() == "userId" ? MemberPattern : IdPattern;
                Assert.Equal(wanted, parameter.GetProperty("schema").GetProperty("pattern").GetString());
            }
        }
    }

    [Theory]
    [InlineData("/api/v2/messages", "post", false)]
    [InlineData("/api/v2/messages/outcome", "get", true)]
    [InlineData("/api/v2/users/{userId}/credits", "post", true)]
    public async Task Key_WhenAParameter_ThenHasTheFormOfAKeyAndIsRequiredWhereItIs(string path, string method, bool required)
    {
        var document = await ApiDocument.ReadAsync(fixture.Service);
        var key = ApiDocument.Parameter(document.Operation(path, method), "Idempotency-Key");

        var schema = key.GetProperty("schema");
        Assert.Equal((1, IdempotencyKeyRules.MaxLength), (schema.GetProperty("minLength").GetInt32(), schema.GetProperty("maxLength").GetInt32()));
        Assert.Equal(IdempotencyKeyRules.Pattern, schema.GetProperty("pattern").GetString());
        Assert.Equal(required, key.TryGetProperty("required", out var isRequired) && isRequired.GetBoolean());
    }
}
