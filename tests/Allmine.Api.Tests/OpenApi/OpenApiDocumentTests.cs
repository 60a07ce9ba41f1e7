using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Allmine.Api.Errors;
using Allmine.Api.Tests.Hosting;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.OpenApi;

public sealed partial class OpenApiDocumentTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    public static TheoryData<string, string, string> Operations => new()
    {
        { "/api/v2/messages", "post", "200 201 400 401 403 404 408 409 412 413 415 429 500 503" },
        { "/api/v2/messages/{messageId}", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/messages", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/messages/{messageId}", "patch", "200 400 401 403 404 408 409 412 413 415 429 500 503" },
        { "/api/v2/messages/{messageId}", "delete", "200 400 401 403 404 409 429 500 503" },
        { "/api/v2/messages/{messageId}/versions", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/messages/{messageId}/reactions/{emoji}", "put", "200 400 401 403 404 409 429 500 503" },
        { "/api/v2/messages/{messageId}/reactions/{emoji}", "delete", "200 400 401 403 404 429 500 503" },
        { "/api/v2/messages/{messageId}/reactions", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/messages/{messageId}/pin", "put", "200 400 401 403 404 409 429 500 503" },
        { "/api/v2/messages/{messageId}/pin", "delete", "200 400 401 403 404 429 500 503" },
        { "/api/v2/messages/chat/{chatId}/delivered", "post", "200 400 401 403 404 408 413 415 429 500 503" },
        { "/api/v2/chats/{chatId}/changes", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/chats/{chatId}/pins", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/sync", "post", "200 400 401 403 408 413 415 429 500 503" },
        { "/api/v2/messages/chat/{chatId}", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/messages/batch", "post", "200 201 400 401 403 404 408 409 412 413 415 429 500 503" },
        { "/api/v2/messages/batch/outcome", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/messages/chat/{chatId}/read", "post", "200 400 401 403 404 408 413 415 429 500 503" },
        { "/api/v2/chats", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/chats", "post", "200 201 400 401 403 404 408 409 413 415 429 500 503" },
        { "/api/v2/chats/{chatId}", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/chats/{chatId}", "patch", "200 400 401 403 404 408 409 413 415 429 500 503" },
        { "/api/v2/chats/{chatId}/members/{userId}", "put", "200 201 400 401 403 404 408 409 413 415 429 500 503" },
        { "/api/v2/chats/{chatId}/members/{userId}", "delete", "204 400 401 403 404 409 429 500 503" },
        { "/api/v2/chats/{chatId}/members/{userId}/role", "put", "200 400 401 403 404 408 409 413 415 429 500 503" },
        { "/api/v2/chats/{chatId}/settings", "put", "200 400 401 403 404 408 413 415 429 500 503" },
        { "/api/v2/blocks", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/events", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/blocks/{userId}", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/blocks/{userId}", "put", "204 400 401 403 404 429 500 503" },
        { "/api/v2/blocks/{userId}", "delete", "204 400 401 403 429 500 503" },
        { "/api/v2/messages/outcome", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/files", "post", "201 400 401 403 408 413 415 429 500 503" },
        { "/api/v2/users/{userId}", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/users/{userId}/credits", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/users/{userId}/transactions", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/users/{userId}", "put", "200 201 400 401 403 408 409 413 415 429 500 503" },
        { "/api/v2/users/{userId}/credits", "post", "201 400 401 403 404 408 409 413 415 429 500 503" },
        { "/api/v2/users/me", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/messages#form", "post", "200 201 400 401 403 404 408 409 412 413 415 429 500 503" },
        { "/api/v2/users/me/credits", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/users/me/transactions", "get", "200 400 401 403 429 500 503" },
        { "/api/dev/token", "post", "200 400 408 413 415 500" },
        { "/api/dev/reset", "post", "204 400 409 500 503" },
    };

    [Fact]
    public async Task Document_WhenRead_ThenHasJustTheseOperations()
    {
        var paths = (await DocumentAsync()).Root.GetProperty("paths");

        var found = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name} {path.Name}"));

        Assert.Equal(Operations.Select(row => $"{row[1]} {row[0]}").Order(), found.Order());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_WhenRead_ThenIsDescribedWithItsStatuses(string path, string method, string statuses)
    {
        var operation = await OperationAsync(path, method);

        Assert.Matches(@"^\S.{8,}", operation.GetProperty("summary").GetString());
        Assert.Matches(@"^\S.{8,}", operation.GetProperty("description").GetString());
        Assert.Equal(statuses, string.Join(' ', operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order()));
        Assert.All(ApiDocument.Parameters(operation), parameter => Assert.Matches(@"^\S.{8,}", parameter.GetProperty("description").GetString()));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Response_WhenAnError_ThenShowsTheEnvelopeWithItsCodes(string path, string method, string statuses)
    {
        var document = await DocumentAsync();
        var operation = document.Operation(path, method);

        foreach (var status in statuses.Split(' ').Where(status => status[0] is '4' or '5'))
            AssertError(document, operation.GetProperty("responses").GetProperty(status), status);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Response_WhenASuccess_ThenHasAnExampleWithEveryPropertyOfItsSchema(string path, string method, string statuses)
    {
        var document = await DocumentAsync();
        var operation = await OperationAsync(path, method);

        // 204 has no body to show, and a stream is none of JSON.
        foreach (var status in statuses.Split(' ').Where(status => status[0] == '2' && status != "204" && path != "/api/v2/events"))
        {
            var content = ApiDocument.JsonContent(operation.GetProperty("responses").GetProperty(status));
            var schema = document.Follow(content.GetProperty("schema"));
            Assert.Equal(
                schema.GetProperty("properties").EnumerateObject().Select(property => property.Name),
                content.GetProperty("example").EnumerateObject().Select(property => property.Name));
            Assert.Equal(
                schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(),
                ApiDocument.Names(schema.GetProperty("required")).Order());
        }
    }

    [Fact]
    public async Task Events_WhenRead_ThenAreAStreamWithAnExampleOfEachAndTheSchemasOfTheirData()
    {
        var document = await DocumentAsync();
        var stream = (await OperationAsync("/api/v2/events", "get")).GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("text/event-stream");

        Assert.Equal(
            [
                "MessageResponse", "MessageReactedEvent", "MessageReadEvent", "ToldChatResponse", "ChatLeftEvent", "ChangeHiddenEvent", "SettingsChangedEvent",
                "CreditsChangedEvent",
            ],
            stream.GetProperty("schema").GetProperty("anyOf").EnumerateArray().Select(choice => choice.GetProperty("$ref").GetString()!.Split('/')[^1]));
        foreach (var (name, schema) in new[]
        {
            ("message.created", "MessageResponse"), ("message.updated", "MessageResponse"), ("message.deleted", "MessageResponse"), ("message.reacted", "MessageReactedEvent"),
            ("message.delivered", "MessageReadEvent"), ("message.read", "MessageReadEvent"), ("chat.created", "ToldChatResponse"), ("chat.updated", "ToldChatResponse"),
            ("chat.left", "ChatLeftEvent"), ("change.hidden", "ChangeHiddenEvent"), ("settings.changed", "SettingsChangedEvent"), ("credits.changed", "CreditsChangedEvent"),
        })
        {
            var data = stream.GetProperty("examples").GetProperty(name).GetProperty("value");
            Assert.Equal(
                document.Definition(schema).GetProperty("properties").EnumerateObject().Select(property => property.Name),
                data.EnumerateObject().Select(property => property.Name));
        }

        Assert.Matches("```\nid: [0-9A-F]+\nevent: credits.changed\ndata: {[^\n]+}\n```$", (await OperationAsync("/api/v2/events", "get")).GetProperty("description").GetString());
    }

    [Fact]
    public async Task MethodNotAllowed_WhenRead_ThenIsASharedResponse() =>
        AssertError(await DocumentAsync(), (await DocumentAsync()).Root.GetProperty("components").GetProperty("responses").GetProperty("MethodNotAllowed"), "405");

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_WhenItNeedsAToken_ThenNamesTheScheme(string path, string method, string statuses)
    {
        var operation = await OperationAsync(path, method);

        if (statuses.Contains("401", StringComparison.Ordinal))
            Assert.True(operation.GetProperty("security")[0].TryGetProperty("JWT-auth", out _));
        else
            Assert.Equal(0, operation.GetProperty("security").GetArrayLength());
    }

    [Fact]
    public async Task Scheme_WhenRead_ThenIsAJwtPastedWithoutItsPrefix()
    {
        var scheme = (await DocumentAsync()).Root.GetProperty("components").GetProperty("securitySchemes").GetProperty("JWT-auth");

        Assert.Equal("http", scheme.GetProperty("type").GetString());
        Assert.Equal("bearer", scheme.GetProperty("scheme").GetString());
        Assert.Equal("JWT", scheme.GetProperty("bearerFormat").GetString());
        Assert.Contains("without the `Bearer ` prefix", scheme.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_WhenRead_ThenOffersBothServersAndWarnsOfProduction()
    {
        var document = await DocumentAsync();

        Assert.Equal(
            [("Development", "/"), ("Production", "https://example.com")],
            document.Root.GetProperty("servers").EnumerateArray()
                .Select(server => (server.GetProperty("description").GetString()!, server.GetProperty("url").GetString()!)));
        foreach (var described in new[] { document.Root.GetProperty("info"), document.Operation("/api/v2/messages", "post") })
            Assert.Contains("Production uyarısı", described.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_WhenConfigured_ThenAreThose()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string>
            {
                ["Playground:Servers:0:Name"] = "Test",
                ["Playground:Servers:0:Url"] = "https://test.example.com/",
            },
        });

        var document = (await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK);

        Assert.Equal("https://test.example.com", Assert.Single(document["servers"].EnumerateArray()).GetProperty("url").GetString());
    }

    [Fact]
    public async Task Examples_WhenOfTheDocumentedCall_ThenAreTheDocumentedOnes()
    {
        var operation = await OperationAsync("/api/v2/messages", "post");
        var request = ApiDocument.JsonContent(operation.GetProperty("requestBody")).GetProperty("examples").EnumerateObject().First().Value.GetProperty("value");
        var response = ApiDocument.JsonContent(operation.GetProperty("responses").GetProperty("201")).GetProperty("example");

        AssertSame(
            """
            { "type": "text", "chatId": "64d15f9e2e6c8f4d5a123456", "targetUserId": "64d15f9e2e6c8f4d5a654321",
              "content": "Hello there!", "file": "profile-photo.jpg" }
            """,
            request);
        AssertSame(
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
            """,
            response);
    }

    [Fact]
    public async Task Send_WhenRead_ThenTakesTheSameNamesInBothFormatsOfItsBody()
    {
        var document = await DocumentAsync();
        var body = document.Operation("/api/v2/messages", "post").GetProperty("requestBody");
        Assert.Equal(["application/json", "multipart/form-data"], body.GetProperty("content").EnumerateObject().Select(format => format.Name).Order());
        var json = document.Definition("SendMessageRequest");
        var form = body.GetProperty("content").GetProperty("multipart/form-data").GetProperty("schema");

        Assert.Equal(["type", "chatId", "targetUserId", "content", "replyTo", "creditTransfer", "metadata", "silent", "mentions", "expect", "file"], form.GetProperty("properties").EnumerateObject().Select(part => part.Name));
        foreach (var name in new[] { "type", "chatId", "targetUserId", "content", "replyTo" })
        {
            var (inJson, inForm) = (ApiDocument.Property(json, name), ApiDocument.Property(form, name));
            foreach (var limit in new[] { "pattern", "maxLength", "enum" }.Where(limit => inJson.TryGetProperty(limit, out _)))
                AssertSame(inJson.GetProperty(limit).GetRawText(), inForm.GetProperty(limit));
        }

        Assert.EndsWith("/CreditTransferRequest", form.GetProperty("properties").GetProperty("creditTransfer").GetProperty("$ref").GetString(), StringComparison.Ordinal);
        Assert.Equal("string", ApiDocument.Property(json, "file").GetProperty("type").GetString());
        Assert.Equal("binary", ApiDocument.Property(form, "file").GetProperty("format").GetString());
        Assert.Equal(["type"], ApiDocument.Names(form.GetProperty("required")));
        Assert.False(form.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public async Task Send_WhenRead_ThenHasAnExampleOfEachType()
    {
        var document = await DocumentAsync();
        var examples = ApiDocument.JsonContent(document.Operation("/api/v2/messages", "post").GetProperty("requestBody")).GetProperty("examples");

        var bodies = examples.EnumerateObject().Select(example => example.Value.GetProperty("value")).ToList();

        Assert.Equal(
            ApiDocument.Names(ApiDocument.Property(document.Definition("SendMessageRequest"), "type").GetProperty("enum")),
            bodies.Select(body => body.GetProperty("type").GetString()!).Distinct());
        Assert.Equal("documented", examples.EnumerateObject().First().Name);
    }

    [Fact]
    public async Task Send_WhenRead_ThenDoesNotShowWhatNoBodyHas()
    {
        var schemas = (await DocumentAsync()).Root.GetProperty("components").GetProperty("schemas");

        Assert.Equal(
            ["type", "chatId", "targetUserId", "content", "file", "creditTransfer", "metadata", "silent", "replyTo", "mentions", "expect"],
            schemas.GetProperty("SendMessageRequest").GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.DoesNotContain(schemas.EnumerateObject(), schema => schema.Name.StartsWith('I') && char.IsUpper(schema.Name[1]));
    }

    [Fact]
    public async Task Upload_WhenRead_ThenTakesAFormWithAFileAndNothingElse()
    {
        var document = await DocumentAsync();

        var format = Assert.Single(document.Operation("/api/v2/files", "post").GetProperty("requestBody").GetProperty("content").EnumerateObject());

        Assert.Equal("multipart/form-data", format.Name);
        var form = format.Value.GetProperty("schema");
        Assert.Equal("file", Assert.Single(form.GetProperty("properties").EnumerateObject()).Name);
        Assert.Equal("binary", ApiDocument.Property(form, "file").GetProperty("format").GetString());
        Assert.Equal(["file"], ApiDocument.Names(form.GetProperty("required")));
        Assert.False(document.Root.GetProperty("components").GetProperty("schemas").TryGetProperty("UploadFileRequest", out _));
    }

    [Fact]
    public async Task Send_WhenRead_ThenDocumentsEveryCodeThatItAnswers()
    {
        var responses = (await OperationAsync("/api/v2/messages", "post")).GetProperty("responses");

        var documented = responses.EnumerateObject().SelectMany(response => CodesIn(response.Value.GetProperty("description").GetString()!)).ToHashSet();

        ErrorCode[] answered =
        [
            ErrorCode.Required, ErrorCode.Blank, ErrorCode.TooLong, ErrorCode.Characters, ErrorCode.Format, ErrorCode.WrongType, ErrorCode.AllowedValues,
            ErrorCode.Range, ErrorCode.NotAllowed, ProtocolErrorCode.Unknown, ErrorCode.Duplicate, ErrorCode.Self, ErrorCode.TargetNotAMember,
            ProtocolErrorCode.BodyMalformed, ErrorCode.KeyRequired, ErrorCode.AuthRequired, ProtocolErrorCode.InvalidToken, ProtocolErrorCode.ExpiredToken, ErrorCode.Forbidden,
            ErrorCode.NotAMember, ErrorCode.ChatNotFound, ErrorCode.UserNotFound, ErrorCode.MediaNotFound, ErrorCode.InsufficientCredits, ErrorCode.KeyReused, ProtocolErrorCode.BodyTooLarge,
            ErrorCode.MediaUnreadable, ErrorCode.MediaTooLarge, ErrorCode.ContentMismatch, ProtocolErrorCode.BodyUnsupportedType, ErrorCode.RateLimited, ErrorCode.ServerError, ErrorCode.StoreUnavailable,
        ];
        Assert.Empty(answered.Select(code => code.Value).Except(documented));
    }

    [Fact]
    public async Task Send_WhenRead_ThenDocumentsTheHeadersOfItsAnswers()
    {
        var responses = (await OperationAsync("/api/v2/messages", "post")).GetProperty("responses");

        foreach (var (status, header) in new[]
        {
            ("201", "Location"), ("201", "Idempotent-Replayed"), ("201", "Credit-Balance"), ("200", "Credit-Balance"), ("409", "Idempotent-Replayed"),
        })
        {
            Assert.True(HasHeader(responses.GetProperty(status), header), $"{status} {header}");
        }

        Assert.True(HasHeader((await OperationAsync("/api/v2/users/{userId}/credits", "post")).GetProperty("responses").GetProperty("201"), "Idempotent-Replayed"));
    }

    [Theory]
    [InlineData("/api/v2/users/me/credits", "get", "validation.onBehalfOf.format", "validation.colour.unknown")]
    [InlineData("/api/v2/messages/{messageId}", "get", "validation.messageId.format", "validation.onBehalfOf.format", "validation.colour.unknown")]
    [InlineData(
        "/api/v2/chats", "get", "validation.cursor.format", "validation.limit.format", "validation.onBehalfOf.format", "validation.archived.allowed_values",
        "validation.limit.range", "validation.colour.unknown", "validation.cursor.duplicate")]
    [InlineData("/api/v2/files", "post", "validation.file.required", "validation.onBehalfOf.format", "validation.colour.unknown", "validation.file.duplicate", "body.malformed", "media.unreadable")]
    [InlineData(
        "/api/dev/token", "post", "validation.userId.required", "validation.userId.characters", "validation.userId.format", "validation.userId.wrong_type",
        "validation.role.wrong_type", "validation.role.allowed_values", "validation.colour.unknown", "validation.userId.duplicate", "body.malformed")]
    public async Task Invalid_WhenRead_ThenHasWhatTheCallCanBreakAndNoMore(string path, string method, params string[] codes)
    {
        var response = (await OperationAsync(path, method)).GetProperty("responses").GetProperty("400");

        Assert.Equal(codes, ApiDocument.JsonContent(response).GetProperty("examples").EnumerateObject().Select(example => example.Name));
    }

    [Fact]
    public async Task Answers_WhenRead_ThenMayHaveMoreProperties()
    {
        var schemas = (await DocumentAsync()).Root.GetProperty("components").GetProperty("schemas").EnumerateObject().ToList();

        Assert.Equal(
            schemas.Where(schema => schema.Name.EndsWith("Request", StringComparison.Ordinal)).Select(schema => schema.Name),
            schemas.Where(schema => schema.Value.TryGetProperty("additionalProperties", out _)).Select(schema => schema.Name));
    }

    [Fact]
    public async Task Parameters_WhenRead_ThenEachHasAnExample()
    {
        var document = await DocumentAsync();

        Assert.All(
            Operations.SelectMany(row => ApiDocument.Parameters(document.Operation((string)row[0], (string)row[1]))),
            parameter => Assert.True(parameter.TryGetProperty("example", out _), parameter.GetRawText()));
    }

    [Fact]
    public async Task DryRun_WhenRead_ThenItsMessageHasNoId()
    {
        var answer = ApiDocument.JsonContent((await OperationAsync("/api/v2/messages", "post")).GetProperty("responses").GetProperty("200")).GetProperty("example");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("_id").ValueKind);
    }

    [Fact]
    public async Task Form_WhenRead_ThenIsTheCallThatSendsWithThatFormatAlone()
    {
        var (send, form) = (await OperationAsync("/api/v2/messages", "post"), await OperationAsync("/api/v2/messages#form", "post"));

        Assert.Equal("Messages_SendForm", form.GetProperty("operationId").GetString());
        var format = Assert.Single(form.GetProperty("requestBody").GetProperty("content").EnumerateObject());
        AssertSame(format.Value.GetRawText(), send.GetProperty("requestBody").GetProperty("content").GetProperty("multipart/form-data"));
        AssertSame(send.GetProperty("responses").GetRawText(), form.GetProperty("responses"));
        AssertSame(send.GetProperty("parameters").GetRawText(), form.GetProperty("parameters"));
    }

    [Fact]
    public async Task Document_WhenRead_ThenSaysThatTheOwnerHasNotDecidedOnALicence() =>
        Assert.StartsWith("Not decided", (await DocumentAsync()).Root.GetProperty("info").GetProperty("license").GetProperty("name").GetString(), StringComparison.Ordinal);

    [Fact]
    public async Task Document_WhenInProduction_ThenIsServedToo()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path).Outside("Production"));

        var document = (await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK);

        Assert.True(document["paths"].TryGetProperty("/api/v2/messages", out _));
    }

    private static void AssertError(ApiDocument document, JsonElement response, string status)
    {
        var codes = CodesIn(response.GetProperty("description").GetString()!).ToList();
        Assert.NotEmpty(codes);
        Assert.Empty(codes.Except(ErrorCatalog.All.Select(code => code.Value)));
        Assert.All(codes, code => Assert.Equal(status, $"{ErrorStatus.Of(ErrorCatalog.All.Single(known => known.Value == code).Kind).Status}"));

        var content = ApiDocument.JsonContent(response);
        Assert.EndsWith("/ErrorResponse", content.GetProperty("schema").GetProperty("$ref").GetString(), StringComparison.Ordinal);
        var examples = content.GetProperty("examples").EnumerateObject().ToList();
        Assert.All(examples, example => AssertEnvelope(document.Example(example.Value), example.Name, status));
        Assert.All(codes, code => Assert.Contains(examples, example => Regex.IsMatch(example.Name, $"^{Regex.Escape(code).Replace("\\{field}", ".+", StringComparison.Ordinal)}$")));
        Assert.Equal(status is "429" or "503", HasHeader(response, "Retry-After"));
        Assert.Equal(status == "401", HasHeader(response, "WWW-Authenticate"));
    }

    private static void AssertEnvelope(JsonElement example, string code, string status)
    {
        Assert.Equal(["isSuccess", "statusCode", "data", "errors", "codes", "timestamp"], example.EnumerateObject().Select(property => property.Name));
        Assert.Equal(status, $"{example.GetProperty("statusCode").GetInt32()}");
        Assert.Equal([code], ApiDocument.Names(example.GetProperty("codes")));
        Assert.Equal(2, example.GetProperty("errors").GetArrayLength());
        Assert.DoesNotMatch("[{}]", example.GetProperty("errors")[1].GetString());
        Assert.Equal("2026-01-15T10:30:00.000Z", example.GetProperty("timestamp").GetString());
    }

    private static bool HasHeader(JsonElement response, string name) =>
        response.TryGetProperty("headers", out var headers) && headers.TryGetProperty(name, out _);

    private static IEnumerable<string> CodesIn(string description) => Code().Matches(description).Select(match => match.Groups[1].Value);

    private Task<ApiDocument> DocumentAsync() => ApiDocument.ReadAsync(fixture.Service);

    private async Task<JsonElement> OperationAsync(string path, string method) => (await DocumentAsync()).Operation(path, method);

    private static void AssertSame(string expected, JsonElement actual) =>
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected).RootElement), JsonSerializer.Serialize(actual));

    [GeneratedRegex("^- `([^`]+)`: ", RegexOptions.Multiline)]
    private static partial Regex Code();
}
