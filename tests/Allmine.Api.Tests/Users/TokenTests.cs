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

    private Task<Reply> AskAsync(string token) => service.With(token).GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "k"));
}
