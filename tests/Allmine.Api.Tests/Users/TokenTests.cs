using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.Tests.Users;

public sealed class TokenTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Known = "64d15f9e2e6c8f4d5a111111";

    private static readonly Dictionary<string, Func<string>> BadTokens = new()
    {
        ["garbage"] = () => "garbage",
        ["three parts of nothing"] = () => "..",
        ["the prefix twice"] = () => $"Bearer {Tokens.ForUser(Known)}",
        ["unsigned"] = () => new TokenParts { Subject = Known, Key = null }.Sign(),
        ["another key"] = () => new TokenParts { Subject = Known, Key = Tokens.OtherKey }.Sign(),
        ["another issuer"] = () => new TokenParts { Subject = Known, Issuer = "somebody" }.Sign(),
        ["no issuer"] = () => new TokenParts { Subject = Known, Issuer = null }.Sign(),
        ["another audience"] = () => new TokenParts { Subject = Known, Audience = "somewhere" }.Sign(),
        ["no audience"] = () => new TokenParts { Subject = Known, Audience = null }.Sign(),
        ["no end"] = () => new TokenParts { Subject = Known, ExpiresIn = null }.Sign(),
        ["no subject"] = () => new TokenParts { Subject = null }.Sign(),
        ["a subject that is no id"] = () => new TokenParts { Subject = "ayse" }.Sign(),
        ["an unknown role"] = () => new TokenParts { Subject = Known, Role = "admin" }.Sign(),
        ["a role in capitals"] = () => new TokenParts { Subject = Known, Role = "Service" }.Sign(),
        ["two subjects"] = () => Payload($$"""{ "sub": ["{{Known}}", "64d15f9e2e6c8f4d5a111112"] }"""),
        ["its subject twice"] = () => Payload($$"""{ "sub": "64d15f9e2e6c8f4d5a111112", "sub": "{{Known}}" }"""),
        ["two roles"] = () => Payload($$"""{ "sub": "{{Known}}", "role": ["service", "user"] }"""),
        ["its role twice"] = () => Payload($$"""{ "sub": "{{Known}}", "role": "service", "role": "user" }"""),
        ["one role twice"] = () => Payload($$"""{ "sub": "{{Known}}", "role": ["user", "user"] }"""),
        ["an end in the year 5000"] = () => Payload($$"""{ "sub": "{{Known}}" }""", exp: 95_617_584_000),
        ["an end in the year 5000 and a start just before it"] = () => Payload($$"""{ "sub": "{{Known}}", "iat": 95617580000 }""", exp: 95_617_584_000),
        ["a life of 31 days"] = () => Payload($$"""{ "sub": "{{Known}}", "iat": {{Now}} }""", exp: Now + (31 * 86400)),
        ["a life of 31 days, nearly over"] = () => Payload($$"""{ "sub": "{{Known}}", "iat": {{Now - (31 * 86400) + 60}} }""", exp: Now + 60),
        ["a start that is no number"] = () => Payload($$"""{ "sub": "{{Known}}", "iat": "today" }"""),
        ["something critical"] = () => Tokens.SignPayload(Whole($$"""{ "sub": "{{Known}}" }""", Now + 60), new Dictionary<string, object> { ["crit"] = new[] { "exp" }, ["exp"] = Now + 60 }),
        ["a signature that is cut"] = () => Tokens.ForUser(Known)[..^4],
    };

    private readonly Service service = fixture.Service;

    public static TheoryData<string> NamesOfBadTokens => new(BadTokens.Keys);

    [Theory]
    [MemberData(nameof(NamesOfBadTokens))]
    public async Task Token_WhenBad_ThenIsRefused(string name)
    {
        var reply = (await AskAsync(BadTokens[name]())).ExpectError(401, "auth.invalid_token");

        Assert.Equal("Bearer error=\"invalid_token\"", reply.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task Token_WhenItLivesAsLongAsItMay_ThenIsTaken()
    {
        (await AskAsync(Payload($$"""{ "sub": "{{Known}}", "iat": {{Now}} }""", exp: Now + (30 * 86400)))).Expect(HttpStatusCode.OK);
        (await AskAsync(Payload($$"""{ "sub": "{{Known}}", "role": ["user"] }""", exp: Now + (29 * 86400)))).Expect(HttpStatusCode.OK);
        // The issuer's clock may be ahead.
        (await AskAsync(Payload($$"""{ "sub": "{{Known}}", "iat": {{Now + 20}} }""", exp: Now + (30 * 86400) + 20))).Expect(HttpStatusCode.OK);
    }

    /// <summary>The new key on one node and not yet on the other: tokens of either are good at both.</summary>
    [Fact]
    public async Task Key_WhenItIsChangedNodeByNode_ThenTokensOfBothKeysAreGoodAtBoth()
    {
        const string Next = "the-key-that-comes-next-of-32-bytes";
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        // First every node learns to check by the next key, then the issuer signs with it, then the old one goes.
        await using var learns = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["Jwt:SigningKey"] = Tokens.OtherKey, ["Jwt:PreviousSigningKeys:0"] = Next },
        });
        await using var changed = new Service(new ServiceOptions(other.Path)
        {
            Settings = new Dictionary<string, string> { ["Jwt:SigningKey"] = Next, ["Jwt:PreviousSigningKeys:0"] = Tokens.OtherKey, ["Jwt:MaxLifetime"] = "00:30:00" },
        });
        foreach (var node in new[] { learns, changed })
        {
            foreach (var key in new[] { Tokens.OtherKey, Next })
                (await node.With(new TokenParts { Subject = Known, Key = key, ExpiresIn = TimeSpan.FromMinutes(20) }.Sign()).GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK);
            (await node.With(new TokenParts { Subject = Known, ExpiresIn = TimeSpan.FromMinutes(20) }.Sign()).GetAsync("/api/v2/chats")).ExpectError(401, "auth.invalid_token");
        }

        (await changed.With(new TokenParts { Subject = Known, Key = Next }.Sign()).GetAsync("/api/v2/chats")).ExpectError(401, "auth.invalid_token");
    }

    [Theory]
    [InlineData(SecurityAlgorithms.HmacSha256, true)]
    [InlineData(SecurityAlgorithms.HmacSha384, false)]
    [InlineData(SecurityAlgorithms.HmacSha512, false)]
    public async Task Token_WhenOfAnotherAlgorithmWithTheRightKey_ThenIsRefused(string algorithm, bool taken)
    {
        var key = new string('k', 64);
        using var folder = new TemporaryFolder();
        await using var other = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["Jwt:SigningKey"] = key },
        });

        var reply = await other.With(new TokenParts { Subject = Known, Key = key, Algorithm = algorithm }.Sign())
            .GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "k"));

        if (taken)
            reply.Expect(HttpStatusCode.OK);
        else
            reply.ExpectError(401, "auth.invalid_token");
    }

    [Theory]
    [InlineData(-20, true)]
    [InlineData(-60, false)]
    public async Task Token_WhenExpired_ThenIsTakenForThirtySecondsMore(int seconds, bool taken)
    {
        var reply = await AskAsync(new TokenParts { Subject = Known, ExpiresIn = TimeSpan.FromSeconds(seconds) }.Sign());

        if (taken)
            reply.Expect(HttpStatusCode.OK);
        else
            reply.ExpectError(401, "auth.expired_token");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("user")]
    public async Task Token_WhenOfAPerson_ThenIsTaken(string? role) =>
        (await AskAsync(new TokenParts { Subject = Known, Role = role }.Sign())).Expect(HttpStatusCode.OK);

    [Theory]
    [InlineData("null", true)]
    [InlineData("\"\"", false)]
    [InlineData("7", false)]
    public async Task Token_WhenItsRoleIsNull_ThenIsOneWithoutARole(string role, bool taken)
    {
        var end = (TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeSeconds();
        var payload = $$"""{ "sub": "{{Known}}", "role": {{role}}, "iss": "allmine-development", "aud": "allmine", "exp": {{end}} }""";

        var reply = await AskAsync(Tokens.SignPayload(payload));

        if (taken)
            reply.Expect(HttpStatusCode.OK);
        else
            reply.ExpectError(401, "auth.invalid_token");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic dXNlcjpwYXNzd29yZA==")]
    [InlineData("Bearer")]
    public async Task Header_WhenItHoldsNoBearerToken_ThenATokenIsAskedFor(string value)
    {
        var reply = await service.Anonymous.GetAsync("/api/v2/messages/outcome", ("Authorization", value));

        reply.ExpectError(401, "auth.required");
        Assert.Equal("Bearer", reply.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task Scheme_WhenInOtherLetters_ThenIsTheSame() =>
        (await service.Anonymous.GetAsync("/api/v2/messages/outcome", ("Authorization", $"bearer {Tokens.ForUser(Known)}"), ("Idempotency-Key", "k")))
            .Expect(HttpStatusCode.OK);

    [Fact]
    public async Task Send_WhenTheTokenIsBad_ThenNothingIsWrittenWhateverTheBody()
    {
        var conversation = await service.NewConversationAsync();
        var intruder = service.With(new TokenParts { Subject = conversation.Sender.UserId, Key = Tokens.OtherKey }.Sign());

        (await intruder.SendAsync(conversation.TextBody())).ExpectError(401, "auth.invalid_token");
        (await intruder.SendAsync("{")).ExpectError(401, "auth.invalid_token");

        Assert.Equal(1, await conversation.CountAsync());
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static string Payload(string claims, long? exp = null) => Tokens.SignPayload(Whole(claims, exp ?? Now + 3600));

    private static string Whole(string claims, long exp) =>
        $$"""{{claims[..^2]}}, "iss": "allmine-development", "aud": "allmine", "exp": {{exp}} }""";

    private Task<Reply> AskAsync(string token) => service.With(token).GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "k"));
}
