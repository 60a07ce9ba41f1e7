using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Allmine.Api.Errors;
using Allmine.Api.Tests.Hosting;
using Allmine.Application.Messages;
using Allmine.Application.Messages.GetHistory;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Api.Tests.OpenApi;

public sealed partial class OpenApiDocumentTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string IdPattern = "^[0-9a-fA-F]{24}$";

    public static TheoryData<string, string, string> Operations => new()
    {
        { "/api/v2/messages", "post", "200 201 400 401 403 404 409 413 415 429 500 503" },
        { "/api/v2/messages/{messageId}", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/messages/chat/{chatId}", "get", "200 400 401 403 404 429 500 503" },
        { "/api/v2/messages/outcome", "get", "200 400 401 403 429 500 503" },
        { "/api/v2/users/{userId}", "put", "200 201 400 401 403 413 415 429 500 503" },
        { "/api/dev/token", "post", "200 400 413 415 500" },
    };

    [Fact]
    public async Task Document_WhenRead_ThenHasJustTheseOperations()
    {
        var paths = (await DocumentAsync()).GetProperty("paths");

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
        Assert.All(Parameters(operation), parameter => Assert.Matches(@"^\S.{8,}", parameter.GetProperty("description").GetString()));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Response_WhenAnError_ThenShowsTheEnvelopeWithItsCodes(string path, string method, string statuses)
    {
        var operation = await OperationAsync(path, method);

        foreach (var status in statuses.Split(' ').Where(status => status[0] is '4' or '5'))
            AssertError(operation.GetProperty("responses").GetProperty(status), status);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Response_WhenASuccess_ThenHasAnExampleWithEveryPropertyOfItsSchema(string path, string method, string statuses)
    {
        var document = await DocumentAsync();
        var operation = await OperationAsync(path, method);

        foreach (var status in statuses.Split(' ').Where(status => status[0] == '2'))
        {
            var content = operation.GetProperty("responses").GetProperty(status).GetProperty("content").GetProperty("application/json");
            var schema = Schema(document, content.GetProperty("schema"));
            Assert.Equal(
                schema.GetProperty("properties").EnumerateObject().Select(property => property.Name),
                content.GetProperty("example").EnumerateObject().Select(property => property.Name));
            Assert.Equal(
                schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(),
                Names(schema.GetProperty("required")).Order());
        }
    }

    [Fact]
    public async Task MethodNotAllowed_WhenRead_ThenIsASharedResponse() =>
        AssertError((await DocumentAsync()).GetProperty("components").GetProperty("responses").GetProperty("MethodNotAllowed"), "405");

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_WhenItNeedsAToken_ThenNamesTheScheme(string path, string method, string statuses)
    {
        var operation = await OperationAsync(path, method);

        if (statuses.Contains("401", StringComparison.Ordinal))
            Assert.True(operation.GetProperty("security")[0].TryGetProperty("JWT-auth", out _));
        else
            Assert.False(operation.TryGetProperty("security", out _));
    }

    [Fact]
    public async Task Scheme_WhenRead_ThenIsAJwtPastedWithoutItsPrefix()
    {
        var scheme = (await DocumentAsync()).GetProperty("components").GetProperty("securitySchemes").GetProperty("JWT-auth");

        Assert.Equal(("http", "bearer", "JWT"), (scheme.GetProperty("type").GetString(), scheme.GetProperty("scheme").GetString(), scheme.GetProperty("bearerFormat").GetString()));
        Assert.Contains("without the `Bearer ` prefix", scheme.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_WhenRead_ThenOffersBothServersAndWarnsOfProduction()
    {
        var document = await DocumentAsync();

        Assert.Equal(
            [("Development", fixture.Service.Address.ToString().TrimEnd('/')), ("Production", "https://example.com")],
            document.GetProperty("servers").EnumerateArray().Select(server => (server.GetProperty("description").GetString()!, server.GetProperty("url").GetString()!)));
        Assert.Contains("Production uyarısı", document.GetProperty("info").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("Production uyarısı", (await OperationAsync("/api/v2/messages", "post")).GetProperty("description").GetString(), StringComparison.Ordinal);
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
        var request = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example");
        var response = operation.GetProperty("responses").GetProperty("201").GetProperty("content").GetProperty("application/json").GetProperty("example");

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
              "createdAt": "2024-01-15T10:30:00.000Z", "updatedAt": "2024-01-15T10:30:00.000Z", "sequence": 1
            }
            """,
            response);
    }

    [Fact]
    public async Task Limits_WhenOfBodies_ThenAreThoseOfTheDomain()
    {
        var send = await DefinitionAsync("SendMessageRequest");
        Assert.Equal(["type"], Names(send.GetProperty("required")));
        Assert.Equal(MessageKinds.Names, Names(Property(send, "type").GetProperty("enum")));
        Assert.Equal(IdPattern, Property(send, "chatId").GetProperty("pattern").GetString());
        Assert.Equal(IdPattern, Property(send, "targetUserId").GetProperty("pattern").GetString());
        Assert.Equal(MessageText.MaxLength, Property(send, "content").GetProperty("maxLength").GetInt32());

        var amount = Property(await DefinitionAsync("CreditTransferRequest"), "amount");
        Assert.Equal(CreditAmount.Least, amount.GetProperty("minimum").GetDecimal());
        Assert.Equal(CreditAmount.DefaultGreatest, amount.GetProperty("maximum").GetDecimal());

        var user = await DefinitionAsync("PutUserRequest");
        Assert.Equal(Username.MaxLength, Property(user, "username").GetProperty("maxLength").GetInt32());
        Assert.Equal(User.MaxProfilePhotoLength, Property(user, "profilePhoto").GetProperty("maxLength").GetInt32());
    }

    [Theory]
    [InlineData("SendMessageRequest", "type")]
    [InlineData("CreditTransferRequest", "amount")]
    [InlineData("PutUserRequest", "username")]
    [InlineData("DevelopmentTokenRequest", "userId")]
    public async Task Request_WhenAPropertyIsRequired_ThenMayNotBeNullEither(string definition, string property)
    {
        var schema = await DefinitionAsync(definition);

        Assert.Equal([property], Names(schema.GetProperty("required")));
        Assert.False(Property(schema, property).TryGetProperty("nullable", out _));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public async Task Limits_WhenOfParameters_ThenAreThoseOfTheCode()
    {
        var history = await OperationAsync("/api/v2/messages/chat/{chatId}", "get");
        var limit = Parameter(history, "limit").GetProperty("schema");
        Assert.Equal(
            (1, HistoryWindow.MaxLimit, HistoryWindow.DefaultLimit),
            (limit.GetProperty("minimum").GetDecimal(), limit.GetProperty("maximum").GetDecimal(), limit.GetProperty("default").GetInt32()));
        Assert.Equal(1, Parameter(history, "before").GetProperty("schema").GetProperty("minimum").GetDecimal());
        Assert.Equal(0, Parameter(history, "after").GetProperty("schema").GetProperty("minimum").GetDecimal());

        foreach (var row in Operations)
        {
            var operation = await OperationAsync((string)row[0], (string)row[1]);
            foreach (var parameter in Parameters(operation).Where(parameter => parameter.GetProperty("in").GetString() == "path"))
                Assert.Equal(IdPattern, parameter.GetProperty("schema").GetProperty("pattern").GetString());
        }
    }

    [Theory]
    [InlineData("/api/v2/messages", "post", false)]
    [InlineData("/api/v2/messages/outcome", "get", true)]
    public async Task Key_WhenAParameter_ThenHasTheFormOfAKeyAndIsRequiredWhereItIs(string path, string method, bool required)
    {
        var key = Parameter(await OperationAsync(path, method), "Idempotency-Key");

        var schema = key.GetProperty("schema");
        Assert.Equal((1, IdempotencyKey.MaxLength), (schema.GetProperty("minLength").GetInt32(), schema.GetProperty("maxLength").GetInt32()));
        Assert.Equal(IdempotencyKey.Pattern, schema.GetProperty("pattern").GetString());
        Assert.Equal(required, key.TryGetProperty("required", out var isRequired) && isRequired.GetBoolean());
    }

    [Fact]
    public async Task Send_WhenRead_ThenDocumentsEveryCodeThatItAnswers()
    {
        var responses = (await OperationAsync("/api/v2/messages", "post")).GetProperty("responses");

        var documented = responses.EnumerateObject().SelectMany(response => CodesIn(response.Value.GetProperty("description").GetString()!)).ToHashSet();

        ErrorCode[] answered =
        [
            ErrorCode.Required, ErrorCode.Blank, ErrorCode.TooLong, ErrorCode.Characters, ErrorCode.Format, ErrorCode.WrongType, ErrorCode.AllowedValues,
            ErrorCode.Range, ErrorCode.NotAllowed, ErrorCode.Unknown, ErrorCode.Duplicate, ErrorCode.Self, ErrorCode.TargetNotAMember, ErrorCode.NotOffered,
            ErrorCode.BodyMalformed, ErrorCode.KeyRequired, ErrorCode.AuthRequired, ErrorCode.InvalidToken, ErrorCode.ExpiredToken, ErrorCode.Forbidden,
            ErrorCode.NotAMember, ErrorCode.ChatNotFound, ErrorCode.UserNotFound, ErrorCode.MediaNotFound, ErrorCode.KeyReused, ErrorCode.BodyTooLarge,
            ErrorCode.BodyUnsupportedType, ErrorCode.RateLimited, ErrorCode.ServerError, ErrorCode.StoreUnavailable,
        ];
        Assert.Empty(answered.Select(code => code.Value).Except(documented));
    }

    [Fact]
    public async Task Document_WhenInProduction_ThenIsServedToo()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path).Outside("Production"));

        var document = (await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK);

        Assert.True(document["paths"].TryGetProperty("/api/v2/messages", out _));
    }

    private static void AssertError(JsonElement response, string status)
    {
        var codes = CodesIn(response.GetProperty("description").GetString()!).ToList();
        Assert.NotEmpty(codes);
        Assert.Empty(codes.Except(ErrorCode.All.Select(code => code.Value)));
        Assert.All(codes, code => Assert.Equal(status, $"{ErrorStatus.Of(ErrorCode.All.Single(known => known.Value == code).Kind).Status}"));

        var content = response.GetProperty("content").GetProperty("application/json");
        Assert.EndsWith("/ErrorResponse", content.GetProperty("schema").GetProperty("$ref").GetString(), StringComparison.Ordinal);
        var example = content.GetProperty("example");
        Assert.Equal(["isSuccess", "statusCode", "data", "errors", "codes", "timestamp"], example.EnumerateObject().Select(property => property.Name));
        Assert.Equal(status, $"{example.GetProperty("statusCode").GetInt32()}");
        Assert.Equal(example.GetProperty("codes").GetArrayLength() + 1, example.GetProperty("errors").GetArrayLength());
        Assert.Equal("2026-01-15T10:30:00.000Z", example.GetProperty("timestamp").GetString());
        Assert.Equal(status is "429" or "503", HasHeader(response, "Retry-After"));
        Assert.Equal(status == "401", HasHeader(response, "WWW-Authenticate"));
    }

    private static bool HasHeader(JsonElement response, string name) => response.TryGetProperty("headers", out var headers) && headers.TryGetProperty(name, out _);

    private static IEnumerable<string> CodesIn(string description) => Code().Matches(description).Select(match => match.Groups[1].Value);

    private async Task<JsonElement> DocumentAsync() => (await fixture.Service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK).Json;

    private async Task<JsonElement> OperationAsync(string path, string method) => (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty(method);

    private async Task<JsonElement> DefinitionAsync(string name) => (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty(name);

    private static JsonElement Schema(JsonElement document, JsonElement reference) =>
        document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetProperty("$ref").GetString()!.Split('/')[^1]);

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    private static JsonElement Parameter(JsonElement operation, string name) =>
        Parameters(operation).Single(parameter => parameter.GetProperty("name").GetString() == name);

    private static JsonElement Property(JsonElement schema, string name) => schema.GetProperty("properties").GetProperty(name);

    private static IEnumerable<string> Names(JsonElement list) => list.EnumerateArray().Select(name => name.GetString()!);

    private static void AssertSame(string expected, JsonElement actual) =>
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected).RootElement), JsonSerializer.Serialize(actual));

    [GeneratedRegex("^- `([^`]+)`: ", RegexOptions.Multiline)]
    private static partial Regex Code();
}
