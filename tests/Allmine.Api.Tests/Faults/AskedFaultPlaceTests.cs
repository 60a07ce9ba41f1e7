using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Faults;

/// <summary>Where faults can be asked for, and where not.</summary>
public sealed class AskedFaultPlaceTests
{
    private const string Header = "X-Allmine-Fault";
    private const string Origin = "https://chat.example.com";

    [Theory]
    [InlineData("Production", false)]
    [InlineData("Testing", false)]
    [InlineData("Staging", true)]
    public async Task Header_WhenOutsideDevelopment_ThenIsTakenInStagingAlone(string environment, bool isTaken)
    {
        using var folder = new TemporaryFolder();
        var options = new ServiceOptions(folder.Path).Outside(environment);
        await using var service = new Service(options with { Settings = new Dictionary<string, string>(options.Settings) { ["Cors:Origins:0"] = Origin } });
        var backend = service.With(new TokenParts { Subject = Tokens.NewId(), Role = "service", Key = Tokens.OtherKey }.Sign());
        var user = Tokens.NewId();
        var path = $"/api/v2/users/{user}";

        foreach (var value in new[] { "store-unavailable", "lose-answer", "nonsense", "" })
        {
            if (isTaken && value == "lose-answer")
                continue;
            var reply = await backend.PutAsync(path, """{ "username": "x" }""", (Header, value));
            if (!isTaken)
                reply.ExpectError(400, "validation.allmineFault.unknown");
            else if (value == "store-unavailable")
                reply.ExpectError(503, "store.unavailable");
            else
                reply.ExpectError(400, "validation.allmineFault.format");
        }

        (await backend.GetAsync(path)).ExpectError(404, "user.not_found");
        var preflight = await service.Anonymous.SendAsync(
            HttpMethod.Options, path, null, ("Origin", Origin), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", Header));
        var document = (await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK).Text;
        Assert.Equal(isTaken, preflight.Header("Access-Control-Allow-Headers")!.Contains(Header, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(isTaken, document.Contains($"the header `{Header}`", StringComparison.Ordinal));
    }
}
