using System.Globalization;
using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Development;

public sealed class DevelopmentTokenTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/dev/token";
    private const string Known = "64d15f9e2e6c8f4d5a111111";

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("")]
    [InlineData(""", "role": "user" """)]
    public async Task Token_WhenForAPerson_ThenServesAsThatPerson(string role)
    {
        var issued = (await service.Anonymous.PostAsync(Path, $$"""{ "userId": "{{Known}}"{{role}} }""")).Expect(HttpStatusCode.OK);

        Assert.Equal(["accessToken", "expiresAt"], issued.Json.EnumerateObject().Select(property => property.Name));
        var lifetime = DateTimeOffset.Parse(issued["expiresAt"].GetString()!, CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow();
        Assert.InRange(lifetime, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        var caller = service.With(issued["accessToken"].GetString());
        (await caller.GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "k"))).Expect(HttpStatusCode.OK);
        (await caller.PutAsync($"/api/v2/users/{Tokens.NewId()}", """{ "username": "a" }""")).ExpectError(403, "auth.forbidden");
    }

    [Fact]
    public async Task Token_WhenForABackend_ThenServesAsABackend()
    {
        var issued = await service.Anonymous.PostAsync(Path, $$"""{ "userId": "{{Tokens.NewId()}}", "role": "service" }""");

        var caller = service.With(issued.Expect(HttpStatusCode.OK)["accessToken"].GetString());

        (await caller.PutAsync($"/api/v2/users/{Tokens.NewId()}", """{ "username": "a" }""")).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("{}", "validation.userId.required")]
    [InlineData("""{ "userId": "ayse" }""", "validation.userId.format")]
    [InlineData("""{ "userId": 5 }""", "validation.userId.wrong_type")]
    [InlineData("""{ "userId": "64d15f9e2e6c8f4d5a111111", "role": "admin" }""", "validation.role.allowed_values")]
    [InlineData("""{ "userId": "64d15f9e2e6c8f4d5a111111", "expires": "never" }""", "validation.expires.unknown")]
    [InlineData("", "body.malformed")]
    public async Task Token_WhenAskedForBadly_ThenIsRefused(string body, string code) =>
        (await service.Anonymous.PostAsync(Path, body)).ExpectError(400, code);

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Token_WhenOutsideDevelopment_ThenTheRouteDoesNotExist(string environment)
    {
        using var folder = new TemporaryFolder();
        await using var elsewhere = new Service(new ServiceOptions(folder.Path).Outside(environment));

        (await elsewhere.Anonymous.PostAsync(Path, $$"""{ "userId": "{{Known}}" }""")).ExpectError(404, "route.not_found");
        Assert.DoesNotContain(Path, (await elsewhere.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        // Nor is there a user of the seed to sign in as.
        var token = new TokenParts { Subject = Known, Key = Tokens.OtherKey }.Sign();
        (await elsewhere.With(token).GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "k"))).ExpectError(403, "auth.forbidden");
    }

    [Fact]
    public async Task Document_WhenInDevelopment_ThenHasTheRoute() =>
        Assert.Contains(Path, (await service.Anonymous.GetAsync("/openapi/v2.json")).Text, StringComparison.Ordinal);
}
