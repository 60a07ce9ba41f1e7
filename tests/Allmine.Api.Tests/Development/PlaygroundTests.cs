using System.Net;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Development;

public sealed class PlaygroundTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Staging")]
    public async Task Playground_WhenTheEnvironmentHasIt_ThenIsAPageOfTheDocument(string environment)
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(In(environment, folder));

        var redirect = await service.Anonymous.GetAsync("/playground");
        Assert.Equal(302, (int)redirect.Status);
        var page = (await service.Anonymous.GetAsync(redirect.Header("Location")!)).Expect(HttpStatusCode.OK);

        Assert.StartsWith("text/html", page.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains("Allmine API Playground", page.Text, StringComparison.Ordinal);
        Assert.Contains("/openapi/v2.json", redirect.Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Playground_WhenInProduction_ThenDoesNotExistUnlessAskedFor()
    {
        using var folder = new TemporaryFolder();
        await using (var production = new Service(In("Production", folder)))
        {
            (await production.Anonymous.GetAsync("/playground")).ExpectError(404, "route.not_found");
            (await production.Anonymous.GetAsync("/playground/index.html")).ExpectError(404, "route.not_found");
        }

        var options = In("Production", folder);
        options = options with { Settings = new Dictionary<string, string>(options.Settings) { ["Playground:Enabled"] = "true" } };
        await using var asked = new Service(options);
        (await asked.Anonymous.GetAsync("/playground/index.html")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Playground_WhenSwitchedOffInDevelopment_ThenDoesNotExist()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["Playground:Enabled"] = "false" },
        });

        (await service.Anonymous.GetAsync("/playground")).ExpectError(404, "route.not_found");
        (await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK);
    }

    private static ServiceOptions In(string environment, TemporaryFolder folder)
    {
        var options = new ServiceOptions(folder.Path);
        return environment == "Development" ? options : options.Outside(environment);
    }
}
