using System.Net;
using Allmine.Api.Configuration;
using Allmine.Api.Configuration.Reading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Moq;

namespace Allmine.Api.Tests.Configuration;

public sealed class WebhookSettingsTests
{
    private const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    [Fact]
    public void Settings_WhenNoneAreGivenInProduction_ThenAreTheDocumentedDefaults()
    {
        var settings = Read("Production", []);

        Assert.Empty(settings.Sender.AllowedNetworks);
        Assert.False(settings.Sender.AllowPrivateAddresses);
        Assert.Null(settings.Key.EncryptionKey);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Sender.Timeout);
        int[] seconds = [5, 30, 120, 600, .. Enumerable.Repeat(3_600, 71)];
        Assert.Equal(seconds.Select(each => TimeSpan.FromSeconds(each)), settings.Delivery.RetryDelays);
        Assert.InRange(settings.Delivery.RetryDelays.Sum(delay => delay.TotalDays), 2.95, 3);
    }

    [Fact]
    public void Settings_WhenGiven_ThenAreTaken()
    {
        var settings = Read("Production", new()
        {
            ["Webhooks:AllowedNetworks:0"] = "10.1.0.0/16",
            ["Webhooks:AllowedNetworks:1"] = "192.168.7.9",
            ["Webhooks:AllowedNetworks:2"] = "fd00:1::/32",
            ["Webhooks:EncryptionKey"] = Key,
            ["Webhooks:RetryDelays:0"] = "1.00:00:00",
            ["Webhooks:RetryDelays:2"] = "00:00:00.001",
            ["Webhooks:RetryDelays:10"] = "00:00:03",
        });

        Assert.Equal([IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("192.168.7.9/32"), IPNetwork.Parse("fd00:1::/32")], settings.Sender.AllowedNetworks);
        Assert.Equal("0123456789abcdef0123456789abcdef"u8.ToArray(), settings.Key.EncryptionKey);
        Assert.Equal([TimeSpan.FromDays(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(3)], settings.Delivery.RetryDelays);
        Assert.NotEqual("0.0.0", settings.Sender.Version);
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void RetryDelays_WhenMany_ThenAreTakenUpToTheLimit(int count, bool isTaken)
    {
        var given = Enumerable.Range(0, count).ToDictionary(i => $"Webhooks:RetryDelays:{i}", string? (_) => "00:00:01");

        if (isTaken)
            Assert.Equal(count, Read("Production", given).Delivery.RetryDelays.Count);
        else
            Assert.Equal(WebhookSettings.DelaysSetting, Assert.Throws<SettingException>(() => Read("Production", given)).Setting);
    }

    [Theory]
    [InlineData("Production", false)]
    [InlineData("Staging", false)]
    [InlineData("Anything", false)]
    [InlineData("Development", true)]
    public void PrivateAddressesAndTheDevelopmentKey_WhenOutsideDevelopment_ThenAreRefused(string environment, bool isTaken)
    {
        Dictionary<string, string?> open = new() { [WebhookSettings.PrivateSetting] = "true" };
        Dictionary<string, string?> known = new() { [WebhookSettings.KeySetting] = WebhookSettings.DevelopmentEncryptionKey };
        if (isTaken)
        {
            Assert.True(Read(environment, open).Sender.AllowPrivateAddresses);
            Assert.NotNull(Read(environment, known).Key.EncryptionKey);
            return;
        }

        Assert.Equal(WebhookSettings.PrivateSetting, Assert.Throws<SettingException>(() => Read(environment, open)).Setting);
        var exception = Assert.Throws<SettingException>(() => Read(environment, known));
        Assert.Equal(WebhookSettings.KeySetting, exception.Setting);
        Assert.DoesNotContain(WebhookSettings.DevelopmentEncryptionKey, exception.Message, StringComparison.Ordinal);
        Assert.False(Read(environment, new() { [WebhookSettings.PrivateSetting] = "false" }).Sender.AllowPrivateAddresses);
    }

    [Theory]
    [InlineData("01:00:00", 1)]
    [InlineData("365.00:00:00", 8_760)]
    [InlineData("", 96)]
    public void Retention_WhenWithinItsBounds_ThenIsTaken(string value, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), ReadAll("Development", new() { ["Feed:Retention"] = value }).Feed.Retention);

    [Fact]
    public void Log_WhenWebhooksAreSet_ThenHidesTheKey()
    {
        Dictionary<string, string?> given = new() { [WebhookSettings.KeySetting] = Key, ["Webhooks:AllowedNetworks:0"] = "10.0.0.0/8", ["Feed:Retention"] = "4.00:00:00", ["Webhooks:RetryDelay:0"] = "x" };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(given).Build();

        Assert.Equal(["Webhooks:AllowedNetworks:0=10.0.0.0/8", "Webhooks:EncryptionKey=(given)"], KnownSettings.DifferingIn(configuration, Host("Production")));
        Assert.Equal([("Webhooks:RetryDelay:0", "Webhooks:RetryDelays:#")], KnownSettings.UnknownIn(configuration));
    }

    private static WebhookSettings Read(string environment, Dictionary<string, string?> settings) =>
        WebhookSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), Host(environment));

    private static AllmineSettings ReadAll(string environment, Dictionary<string, string?> settings) =>
        AllmineSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), Host(environment));

    private static IHostEnvironment Host(string environment)
    {
        var host = new Mock<IHostEnvironment>();
        host.Setup(port => port.EnvironmentName).Returns(environment);
        host.Setup(port => port.ContentRootPath).Returns(Path.GetTempPath());
        return host.Object;
    }
}
