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
        Assert.Equal("/playground/index.html", redirect.Header("Location"));
        foreach (var (file, type) in new[] { ("main.js", "text/javascript"), ("view/app.js", "text/javascript"), ("view/laboratory/laboratory.js", "text/javascript"), ("vendor/htm-preact.js", "text/javascript"), ("styles/base.css", "text/css"), ("favicon.svg", "image/svg+xml"), ("definitions.ts", "text/plain") })
            Assert.StartsWith(type, (await service.Anonymous.GetAsync($"/playground/{file}")).Expect(HttpStatusCode.OK).Header("Content-Type"), StringComparison.Ordinal);
        (await service.Anonymous.GetAsync("/playground/nothing.js")).ExpectError(404, "route.not_found");
    }

    [Fact]
    public async Task Playground_WhenServed_ThenAllowsNoScriptButItsFilesAndNoServerButThoseOffered()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string>
            {
                ["Playground:Servers:0:Name"] = "Development",
                ["Playground:Servers:0:Url"] = "/",
                ["Playground:Servers:1:Name"] = "Production",
                ["Playground:Servers:1:Url"] = "https://messages.example.com/behind/a/path",
            },
        });

        var page = (await service.Anonymous.GetAsync("/playground/index.html")).Expect(HttpStatusCode.OK);

        var policy = page.Header("Content-Security-Policy")!.Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("connect-src 'self' https://messages.example.com", policy);
        Assert.Contains("style-src 'self'", policy);
        Assert.Contains("img-src 'self'", policy);
        Assert.Contains("media-src 'self'", policy);
        Assert.DoesNotContain(policy, directive => directive.Contains("unsafe", StringComparison.Ordinal));
        Assert.DoesNotMatch("<script(?![^>]* src=)|<style|\\son[a-z]+=|\\sstyle=", page.Text);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page.Text);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        (await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Development", "Development", "/", false)]
    [InlineData("Development", "Staging 2", "https://staging.example.com", false)]
    [InlineData("Development", "Production", "https://example.com", true)]
    [InlineData("Development", "Canlı", "https://example.com", true)]
    [InlineData("Development", "Test of production", "https://example.com", true)]
    [InlineData("Production", "Development", "/", true)]
    public async Task Server_WhenOffered_ThenIsOfProductionUnlessItIsKnownNotToBe(string environment, string name, string url, bool isProduction)
    {
        using var folder = new TemporaryFolder();
        var options = In(environment, folder);
        await using var service = new Service(options with
        {
            Settings = new Dictionary<string, string>(options.Settings)
            {
                ["Playground:Enabled"] = "true",
                ["Playground:Servers:0:Name"] = name,
                ["Playground:Servers:0:Url"] = url,
            },
        });

        var configuration = (await service.Anonymous.GetAsync("/playground/configuration.json")).Expect(HttpStatusCode.OK);

        var server = Assert.Single(configuration["servers"].EnumerateArray());
        Assert.Equal(name, server.GetProperty("name").GetString());
        Assert.Equal(isProduction, server.GetProperty("isProduction").GetBoolean());
    }

    [Theory]
    [InlineData("Development", 2)]
    [InlineData("Staging", 0)]
    public async Task Configuration_WhenOutsideDevelopment_ThenNamesNoUsersAndNoTokenRoute(string environment, int users)
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(In(environment, folder));

        var configuration = (await service.Anonymous.GetAsync("/playground/configuration.json")).Expect(HttpStatusCode.OK);

        Assert.Equal(users, configuration["users"].GetArrayLength());
        Assert.Equal(users > 0 ? ["Ayşe", "Mehmet"] : [], configuration["users"].EnumerateArray().Select(user => user.GetProperty("displayName").GetString()));
        Assert.Equal(users > 0 ? "/api/dev/token" : null, configuration["tokenUrl"].GetString());
    }

    [Theory]
    [InlineData("Development", true, "/api/dev/reset")]
    [InlineData("Staging", true, null)]
    [InlineData("Testing", false, null)]
    [InlineData("Production", false, null)]
    public async Task Configuration_WhenInAnEnvironment_ThenOffersFaultsAndANewBeginningWhereTheyAre(string environment, bool faults, string? resetUrl)
    {
        using var folder = new TemporaryFolder();
        var options = In(environment, folder);
        await using var service = new Service(options with { Settings = new Dictionary<string, string>(options.Settings) { ["Playground:Enabled"] = "true" } });

        var configuration = (await service.Anonymous.GetAsync("/playground/configuration.json")).Expect(HttpStatusCode.OK);

        Assert.Equal(faults, configuration["faults"].GetBoolean());
        Assert.Equal(resetUrl, configuration["resetUrl"].GetString());
    }

    [Fact]
    public async Task Servers_WhenProductionIsConfiguredFirst_ThenItIsOfferedLast()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string>
            {
                ["Playground:Servers:0:Name"] = "Production",
                ["Playground:Servers:0:Url"] = "https://example.com",
                ["Playground:Servers:1:Name"] = "Development",
                ["Playground:Servers:1:Url"] = "/",
            },
        });

        var configuration = (await service.Anonymous.GetAsync("/playground/configuration.json")).Expect(HttpStatusCode.OK);

        Assert.Equal(["Development", "Production"], configuration["servers"].EnumerateArray().Select(server => server.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Root_WhenThereIsAPlayground_ThenLeadsToIt()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path));

        var redirect = await service.Anonymous.GetAsync("/");

        Assert.Equal(302, (int)redirect.Status);
        Assert.Equal("/playground/index.html", redirect.Header("Location"));
    }

    [Fact]
    public async Task Playground_WhenInProduction_ThenDoesNotExistUnlessAskedFor()
    {
        using var folder = new TemporaryFolder();
        await using (var production = new Service(In("Production", folder)))
        {
            (await production.Anonymous.GetAsync("/playground")).ExpectError(404, "route.not_found");
            (await production.Anonymous.GetAsync("/playground/index.html")).ExpectError(404, "route.not_found");
            (await production.Anonymous.GetAsync("/")).ExpectError(404, "route.not_found");
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
