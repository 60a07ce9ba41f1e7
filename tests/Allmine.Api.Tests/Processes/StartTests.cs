using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Allmine.Api.Configuration;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.Processes;

/// <summary>What a developer and an operator see when they start the service.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Start_WhenInDevelopment_ThenPrintsALineForAShellThatSendsAMessage()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path, ServiceProcess.WarmsUp);

        Assert.Contains($"Playground: {service.Address.ToString().TrimEnd('/')}/playground", service.Output);
        Assert.Equal("201", await Shell.RunAsync($"{service.Output[^1]} -s -o /dev/null -w '%{{http_code}}'"));
    }

    /// <summary>So does <c>dotnet run</c>, the README's first command. The development data has a photo, which is decoded in a process beside it.</summary>
    [Fact]
    public async Task Start_WhenItIsAProgramOfItsOwn_ThenStartsItselfForImagesToo()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartProgramAsync(ServiceProcess.PresentProgram, folder.Path);

        Assert.Equal("201", await Shell.RunAsync($"{service.Output[^1]} -s -o /dev/null -w '%{{http_code}}'"));
        Assert.DoesNotContain(service.Output, line => line.Contains("worker", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Start_WhenThePortIsTaken_ThenSaysSoInOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await ExpectFailureAsync("ASPNETCORE_URLS", ("ASPNETCORE_URLS", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("ftp://127.0.0.1:5080")]
    // An address for documentation, which no machine has.
    [InlineData("http://192.0.2.1:5080")]
    public async Task Start_WhenTheAddressIsBad_ThenNamesTheSetting(string address) =>
        await ExpectFailureAsync("ASPNETCORE_URLS", ("ASPNETCORE_URLS", address));

    [Fact]
    public async Task Start_WhenTheFolderIsAFile_ThenNamesTheSetting()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");

        await ExpectFailureAsync("Embedded:Path", ("Embedded__Path", file));
    }

    [Fact]
    public async Task Start_WhenAnotherServiceHasTheFolder_ThenSaysSoInOneLine()
    {
        using var folder = new TemporaryFolder();
        await using var first = await ServiceProcess.StartAsync(folder.Path);

        await ExpectFailureAsync("Embedded:Path", ("Embedded__Path", folder.Path));
    }

    [Fact]
    public async Task Start_WhenTheServiceThatHasTheFolderIsEnding_ThenWaitsForItsEnd()
    {
        using var folder = new TemporaryFolder();
        await using var first = await ServiceProcess.StartAsync(folder.Path);
        var asked = Task.CompletedTask;

        await using var second = await ServiceProcess.StartAsync(
            line =>
            {
                if (line.Contains("can't be used yet", StringComparison.Ordinal))
                    asked = first.TerminateAsync();
            },
            folder.Path);

        await asked;
        Assert.Equal(0, await first.EndAsync());
        Assert.Single(second.Output, line => line.Contains("in use by another process", StringComparison.Ordinal));
    }

    /// <summary>Between the look at its set-up and the first steps.</summary>
    [Fact]
    public void Start_WhenTheStoreGoesAwayMeanwhile_ThenSaysSoInOneSentence() => Assert.Equal(
        "Allmine can't start: the store did not answer. Start it again when it does.", StartFailure.SentenceFor(new StoreUnavailableException()));

    [Theory]
    [InlineData("RateLimits:SendsPerMinute", "Development", "RateLimits__SendsPerMinute", "abc")]
    [InlineData("Store", "Development", "Store", "nonsense")]
    [InlineData("Shutdown:DrainDelay", "Production", "Shutdown__DrainDelay", "5")]
    [InlineData("Jwt:SigningKey", "Development", "Jwt__SigningKey", "short")]
    [InlineData("ConnectionStrings:MongoDB", "Production", "Store", null)]
    [InlineData("ConnectionStrings:MongoDB", "Development", "ConnectionStrings__MongoDB", "nonsense")]
    [InlineData("Jwt:SigningKey", "Production", "Jwt__SigningKey", null)]
    [InlineData("Jwt:SigningKey", "Production", "Jwt__SigningKey", JwtSettings.DevelopmentSigningKey)]
    public async Task Start_WhenASettingIsBadOrMissing_ThenNamesIt(string named, string environment, string setting, string? value)
    {
        var settings = new Dictionary<string, string?> { ["DOTNET_ENVIRONMENT"] = environment };
        if (environment == "Production")
        {
            settings["Store"] = "embedded";
            settings["Hosts__Allowed__0"] = "127.0.0.1";
            settings["Jwt__SigningKey"] = Tokens.OtherKey;
            settings["Jwt__Issuer"] = "issuer";
            settings["Jwt__Audience"] = "audience";
        }

        settings[setting] = value;

        await ExpectFailureAsync(named, [.. settings.Select(pair => (pair.Key, pair.Value))]);
    }

    private static Task ExpectFailureAsync(string named, params (string Name, string? Value)[] settings) =>
        StartFailures.ExpectAsync([named], settings);
}
