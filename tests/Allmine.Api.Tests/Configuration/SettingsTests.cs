using System.Runtime.CompilerServices;
using System.Text;
using Allmine.Api.Configuration;
using Allmine.Api.Configuration.Reading;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Application.Media;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Moq;

namespace Allmine.Api.Tests.Configuration;

public sealed class SettingsTests
{
    /// <summary>All that a service in Production must be told.</summary>
    private static readonly Dictionary<string, string?> Production = new()
    {
        ["Store"] = "embedded",
        ["Hosts:Allowed:0"] = "api.example.com",
        ["Jwt:SigningKey"] = Tokens.OtherKey,
        ["Jwt:Issuer"] = "issuer",
        ["Jwt:Audience"] = "audience",
    };

    [Fact]
    public void Settings_WhenNoneAreGivenInDevelopment_ThenAreTheDocumentedDefaults()
    {
        var settings = Read(Environments.Development, []);

        Assert.Null(settings.Store.ConnectionString);
        Assert.Equal(Path.Combine(Root, "data"), settings.Store.Embedded.Path);
        Assert.Equal(
            new JwtSettings(JwtSettings.DevelopmentSigningKey, null, JwtSettings.DevelopmentIssuer, JwtSettings.DevelopmentAudience), settings.Jwt);
        Assert.Equal(new RateLimitSettings(120, 30, 600, 600, 4, 64, 6_000, 12_000, null), settings.RateLimits);
        Assert.Equal(1_000_000, settings.Messages.MaxCreditTransfer);
        Assert.True(settings.Playground.Enabled);
        Assert.Equal([new("Development", "/"), new("Production", "https://example.com")], settings.Playground.Servers);
        Assert.Equal(new MediaSettings(MediaBackend.Disk, null, new MediaLimits(), new MediaOptions()), settings.Media);
        Assert.Equal(TimeSpan.Zero, settings.Shutdown.DrainDelay);
        Assert.Equal(TimeSpan.FromDays(4), settings.Feed.Retention);
        Assert.Equal(Convert.FromBase64String(WebhookSettings.DevelopmentEncryptionKey), settings.Webhooks.Key.EncryptionKey);
        Assert.Null(settings.MediaBaseUrl);
        Assert.Null(settings.AutoMapperLicenseKey);
    }

    [Theory]
    [InlineData("Production", false)]
    [InlineData("Staging", true)]
    public void Settings_WhenAllIsGivenElsewhere_ThenAreTaken(string environment, bool playground)
    {
        var settings = Read(environment, Production);

        Assert.Equal(new JwtSettings(Tokens.OtherKey, null, "issuer", "audience"), settings.Jwt);
        Assert.Equal(playground, settings.Playground.Enabled);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Shutdown.DrainDelay);
    }

    [Theory]
    [InlineData("00:00:00", 0)]
    [InlineData("00:00:00.5", 500)]
    [InlineData("00:05:00", 300_000)]
    [InlineData("", 5_000)]
    public void DrainDelay_WhenWithinItsBounds_ThenIsTaken(string value, int milliseconds) => Assert.Equal(
        TimeSpan.FromMilliseconds(milliseconds),
        Read(Environments.Production, new Dictionary<string, string?>(Production) { ["Shutdown:DrainDelay"] = value }).Shutdown.DrainDelay);

    [Theory]
    [InlineData("00:00:00", 0)]
    [InlineData("00:00:10", 10_000)]
    [InlineData("", 1_500)]
    public void FilmTime_WhenWithinItsBounds_ThenIsTaken(string value, int milliseconds) => Assert.Equal(
        TimeSpan.FromMilliseconds(milliseconds),
        Read(Environments.Production, new Dictionary<string, string?>(Production) { ["Media:FilmTime"] = value }).Media.Limits.FilmTime);

    [Theory]
    [InlineData("Store", "nonsense")]
    [InlineData("Store", "Embedded")]
    [InlineData("RateLimits:SendsPerMinute", "abc")]
    [InlineData("RateLimits:SendsPerMinute", "-1")]
    [InlineData("RateLimits:SendsPerMinute", "1.5")]
    [InlineData("RateLimits:UploadsPerMinute", "2147483648")]
    [InlineData("RateLimits:RequestsPerMinute", "many")]
    [InlineData("RateLimits:AnonymousPerMinute", "-1")]
    [InlineData("RateLimits:ServiceSendsPerMinute", "-1")]
    [InlineData("RateLimits:Redis", "redis:6379,nonsense=1")]
    [InlineData("RateLimits:Redis", ",")]
    [InlineData("Messages:MaxCreditTransfer", "0")]
    [InlineData("Messages:MaxCreditTransfer", "1e3")]
    [InlineData("Media:Backend", "nonsense")]
    [InlineData("Media:Backend", "Disk")]
    [InlineData("Media:Backend", "gridfs")]
    [InlineData("Media:FilmTime", "-00:00:01")]
    [InlineData("Media:FilmTime", "00:00:10.001")]
    [InlineData("Media:FilmTime", "2")]
    [InlineData("Media:PublicBaseUrl", "cdn.example.com")]
    [InlineData("Media:PublicBaseUrl", "ftp://cdn.example.com")]
    [InlineData("Playground:Enabled", "yes")]
    [InlineData("Playground:Servers:0:Url", "nonsense")]
    [InlineData("Shutdown:DrainDelay", "5")]
    [InlineData("Shutdown:DrainDelay", "5s")]
    [InlineData("Shutdown:DrainDelay", "00:05")]
    [InlineData("Shutdown:DrainDelay", "-00:00:01")]
    [InlineData("Shutdown:DrainDelay", "00:05:00.001")]
    [InlineData("Jwt:SigningKey", "thirty-one-bytes-are-not-enough")]
    [InlineData("Jwt:Authority", "nonsense")]
    [InlineData("Jwt:PreviousSigningKeys", "a-key-of-more-than-thirty-two-bytes-not-in-a-list")]
    [InlineData("Jwt:PreviousSigningKeys:0", "short")]
    [InlineData("Jwt:MaxLifetime", "30")]
    [InlineData("Cors:Origins:0", "*")]
    [InlineData("Cors:Origins:0", "https://chat.example.com/")]
    [InlineData("Cors:Origins:0", "https://chat.example.com/path")]
    [InlineData("Cors:Origins:0", "https://*.example.com")]
    [InlineData("Cors:Origins:0", "chat.example.com")]
    [InlineData("Cors:Origins", "https://chat.example.com")]
    [InlineData("Proxy:Trusted:0", "nonsense")]
    [InlineData("Proxy:Trusted:0", "10.0.0.0/33")]
    [InlineData("Proxy:Trusted:0", "10.0")]
    [InlineData("Proxy:Trusted:0", "0.0.0.0/0")]
    [InlineData("Proxy:Trusted:1", "::/0")]
    [InlineData("Hosts:Allowed:0", "https://api.example.com")]
    [InlineData("Hosts:Allowed:0", "api.example.com:443")]
    [InlineData("Hosts:Allowed:0", "*")]
    [InlineData("Metrics:Port", "65536")]
    [InlineData("Metrics:Enabled", "yes")]
    [InlineData("Logging:Format", "xml")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("Feed:Retention", "00:59:59.999")]
    [InlineData("Feed:Retention", "365.00:00:00.001")]
    [InlineData("Feed:Retention", "4")]
    [InlineData("Webhooks:AllowPrivateAddresses", "yes")]
    [InlineData("Webhooks:AllowedNetworks", "10.0.0.0/8")]
    [InlineData("Webhooks:AllowedNetworks:0", "nonsense")]
    [InlineData("Webhooks:AllowedNetworks:0", "10.0")]
    [InlineData("Webhooks:AllowedNetworks:1", "10.0.0.0/33")]
    [InlineData("Webhooks:AllowedNetworks:0", "127.0.0.0/8")]
    [InlineData("Webhooks:AllowedNetworks:0", "127.0.0.1")]
    [InlineData("Webhooks:AllowedNetworks:0", "127.8.0.0/16")]
    [InlineData("Webhooks:AllowedNetworks:0", "126.0.0.0/7")]
    [InlineData("Webhooks:AllowedNetworks:0", "0.0.0.0/0")]
    [InlineData("Webhooks:AllowedNetworks:0", "0.0.0.0")]
    [InlineData("Webhooks:AllowedNetworks:0", "169.254.169.254/32")]
    [InlineData("Webhooks:AllowedNetworks:0", "169.254.0.0/16")]
    [InlineData("Webhooks:AllowedNetworks:0", "168.0.0.0/7")]
    [InlineData("Webhooks:AllowedNetworks:0", "::/0")]
    [InlineData("Webhooks:AllowedNetworks:0", "::1")]
    [InlineData("Webhooks:AllowedNetworks:0", "::")]
    [InlineData("Webhooks:AllowedNetworks:0", "fe80::/10")]
    [InlineData("Webhooks:AllowedNetworks:0", "fe80::1/128")]
    [InlineData("Webhooks:AllowedNetworks:0", "fe00::/8")]
    [InlineData("Webhooks:AllowedNetworks:0", "::ffff:127.0.0.1")]
    [InlineData("Webhooks:AllowedNetworks:0", "::ffff:10.0.0.0/104")]
    [InlineData("Webhooks:AllowedNetworks:0", "64:ff9b::/96")]
    [InlineData("Webhooks:AllowedNetworks:0", "2002::/16")]
    [InlineData("Webhooks:EncryptionKey", "nonsense!")]
    [InlineData("Webhooks:EncryptionKey", "YWxsbWluZS13ZWJob29rcy1pbi1kZXZlbG9wbWVudA==")]
    [InlineData("Webhooks:EncryptionKey", "YWxsbWluZS13ZWJob29rcy1pbi1kZXZlbG9wbWVudC4u")]
    [InlineData("Webhooks:RetryDelays", "00:00:05")]
    [InlineData("Webhooks:RetryDelays:0", "5")]
    [InlineData("Webhooks:RetryDelays:0", "00:00:00")]
    [InlineData("Webhooks:RetryDelays:0", "-00:00:01")]
    [InlineData("Webhooks:RetryDelays:1", "1.00:00:00.001")]
    [InlineData("Jwt:MaxLifetime", "00:00:59")]
    [InlineData("Jwt:MaxLifetime", "3651.00:00:00")]
    public void Setting_WhenBad_ThenNamesItself(string setting, string value)
    {
        var settings = new Dictionary<string, string?> { ["Playground:Servers:0:Name"] = "x", ["Playground:Servers:0:Url"] = "/", [setting] = value };

        var exception = Assert.Throws<SettingException>(() => Read(Environments.Development, settings));

        Assert.Equal(setting, exception.Setting);
        Assert.Contains(setting, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Settings_WhenSeveralAreWrong_ThenAllAreNamedAtOnce()
    {
        var exception = Assert.Throws<SettingException>(() => Read("Production", new()
        {
            ["Store"] = "embedded",
            ["RateLimits:SendsPerMinute"] = "abc",
            ["RateLimits:UploadsPerMinute"] = "-1",
            ["Shutdown:DrainDelay"] = "5",
            ["Cors:Origins:0"] = "*",
            ["Feed:Retention"] = "4",
            ["Webhooks:AllowPrivateAddresses"] = "true",
            ["Webhooks:AllowedNetworks:1"] = "::1",
            ["Webhooks:EncryptionKey"] = WebhookSettings.DevelopmentEncryptionKey,
            ["Webhooks:RetryDelays:0"] = "5",
        }));

        string[] wrong = ["Feed:Retention", "Webhooks:AllowPrivateAddresses", "Webhooks:AllowedNetworks:1", "Webhooks:EncryptionKey", "Webhooks:RetryDelays:0", "RateLimits:SendsPerMinute", "RateLimits:UploadsPerMinute", "Shutdown:DrainDelay", "Cors:Origins:0", "Jwt:SigningKey", "Jwt:Issuer", "Jwt:Audience", "Hosts:Allowed", "Media:PublicBaseUrl"];
        Assert.All(wrong, setting => Assert.Contains(setting, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Hosts_WhenFilesHaveAnAddressOfTheirOwn_ThenNeedNotBeNamedInProduction()
    {
        var settings = Read("Production", new(Production) { ["Hosts:Allowed:0"] = null, ["Media:PublicBaseUrl"] = "https://files.example.com" });

        Assert.Empty(settings.Proxy.AllowedHosts);
        var exception = Assert.Throws<SettingException>(() => Read("Production", new(Production) { ["Hosts:Allowed:0"] = null }));
        Assert.Contains("Hosts:Allowed", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Media:PublicBaseUrl", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Playground:Servers:0:Name")]
    [InlineData("Playground:Servers:0:Url")]
    public void Server_WhenItLacksAPart_ThenThePartIsNamed(string setting)
    {
        var settings = new Dictionary<string, string?> { ["Playground:Servers:0:Name"] = "x", ["Playground:Servers:0:Url"] = "/" };
        settings.Remove(setting);

        Assert.Equal(setting, Assert.Throws<SettingException>(() => Read(Environments.Development, settings)).Setting);
    }

    [Theory]
    [InlineData("Production", "Jwt:SigningKey")]
    [InlineData("Production", "Jwt:Issuer")]
    [InlineData("Production", "Jwt:Audience")]
    [InlineData("Staging", "Jwt:SigningKey")]
    [InlineData("Staging", "Jwt:Issuer")]
    [InlineData("Staging", "Jwt:Audience")]
    public void Setting_WhenMissingOutsideDevelopment_ThenNamesItself(string environment, string setting)
    {
        foreach (var missing in new[] { null, "", " " })
        {
            var settings = new Dictionary<string, string?>(Production) { [setting] = missing };
            Assert.Equal(setting, Assert.Throws<SettingException>(() => Read(environment, settings)).Setting);
        }
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("Anything")]
    public void SigningKey_WhenTheOneOfDevelopment_ThenIsRefusedElsewhere(string environment)
    {
        var settings = new Dictionary<string, string?>(Production) { ["Jwt:SigningKey"] = JwtSettings.DevelopmentSigningKey };

        var exception = Assert.Throws<SettingException>(() => Read(environment, settings));

        Assert.Equal("Jwt:SigningKey", exception.Setting);
        Assert.DoesNotContain(JwtSettings.DevelopmentSigningKey, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SigningKey_WhenOfTheLeastNumberOfBytes_ThenIsTakenWhateverTheCharacters()
    {
        const string Key = "ğışöçüĞİŞÖÇÜâîûê";
        Assert.Equal(JwtSettings.LeastKeyBytes, Encoding.UTF8.GetByteCount(Key));

        Assert.Equal(Key, Read("Production", new(Production) { ["Jwt:SigningKey"] = Key }).Jwt.SigningKey);
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abcdeabcdeabcdeabcdeabcdeabcdeab")]
    [InlineData("12345123431231212121231231212345")]
    [InlineData("passwordpasswordpasswordpassword")]
    [InlineData("changeme-changeme-changeme-changeme")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("zyxwvutsrqponmlkjihgfedcbazyxwvuts")]
    public void SigningKey_WhenItIsAPattern_ThenIsRefusedOutsideDevelopment(string key)
    {
        foreach (var environment in new[] { "Production", "Staging" })
        {
            var exception = Assert.Throws<SettingException>(() => Read(environment, new(Production) { ["Jwt:SigningKey"] = key }));
            Assert.Equal("Jwt:SigningKey", exception.Setting);
            Assert.DoesNotContain(key, exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(key, Read("Development", new(Production) { ["Jwt:SigningKey"] = key }).Jwt.SigningKey);
    }

    /// <summary>As they are made: 16 bytes in hexadecimal digits are the shortest, and have the fewest characters to choose from.</summary>
    [Fact]
    public void SigningKey_WhenMadeByChance_ThenIsTaken()
    {
        var random = new Random(4711);
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = new byte[16 + (i % 49)];
            random.NextBytes(bytes);
            string[] keys = bytes.Length >= 24
                ? [Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Convert.ToBase64String(bytes)]
                : [Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes)];
            Assert.All(keys, key => Assert.Equal(key, Read("Production", new(Production) { ["Jwt:SigningKey"] = key }).Jwt.SigningKey));
        }
    }

    /// <summary>Whoever logs settings must not log a secret. A new record is looked at by itself; a new secret by its name.</summary>
    [Fact]
    public void ToString_WhenSettingsHoldSecrets_ThenTellsNone()
    {
        string[] secrets = ["Key", "Secret", "Password", "ConnectionString", "Token"];
        var types = new[] { typeof(AllmineSettings).Assembly, typeof(S3MediaOptions).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && (type.Name.EndsWith("Settings", StringComparison.Ordinal) || type.Name.EndsWith("Options", StringComparison.Ordinal)))
            .ToDictionary(type => type, type => type.GetProperties()
                .Where(property => property.PropertyType == typeof(string) && Array.Exists(secrets, name => property.Name.EndsWith(name, StringComparison.Ordinal)))
                .ToList());
        var withSecrets = types.Where(type => type.Value.Count > 0).ToList();

        Assert.Superset(new HashSet<string> { "JwtSettings.SigningKey", "StoreSettings.ConnectionString", "AllmineSettings.AutoMapperLicenseKey", "S3MediaOptions.SecretKey" },
            withSecrets.SelectMany(type => type.Value.Select(property => $"{type.Key.Name}.{property.Name}")).ToHashSet());
        var settings = Read("Production", new(Bucket())
        {
            ["Store"] = "mongodb",
            ["ConnectionStrings:MongoDB"] = "mongodb://user:secret-of-the-store@db.example.com/?replicaSet=rs0",
            ["Jwt:SigningKey"] = "secret-of-the-tokens-which-nobody-knows",
            ["Media:S3:SecretKey"] = "secret-of-the-bucket",
            ["AutoMapper:LicenseKey"] = "secret-of-the-licence",
            ["Webhooks:EncryptionKey"] = "c2VjcmV0LW9mLXRoZS13ZWJob29rcy1pbi1oZXJlLi4=",
        });
        Assert.DoesNotContain("c2VjcmV0", settings.ToString(), StringComparison.Ordinal);
        foreach (var (type, _) in withSecrets)
        {
            var held = new object[] { settings, settings.Store, settings.Jwt, settings.Media.S3! }.SingleOrDefault(each => each.GetType() == type);
            if (held is null)
                Assert.Equal(type.FullName, Record.Exception(() => RuntimeHelpers.GetUninitializedObject(type).ToString()) is null ? RuntimeHelpers.GetUninitializedObject(type).ToString() : null);
            else
                Assert.DoesNotContain("secret-of", held.ToString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret-of", settings.Media.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Authority_WhenGiven_ThenTakesThePlaceOfTheKeyAndIssuer()
    {
        var settings = new Dictionary<string, string?>(Production)
        {
            ["Jwt:Authority"] = "https://login.example.com/",
            ["Jwt:SigningKey"] = null,
            ["Jwt:Issuer"] = null,
        };

        Assert.Equal(new JwtSettings(null, "https://login.example.com", null, "audience"), Read("Production", settings).Jwt);
    }

    [Fact]
    public void Authority_WhenItSpeaksPlainHttp_ThenIsRefusedOutsideDevelopment()
    {
        foreach (var environment in new[] { "Production", "Staging" })
        {
            var exception = Assert.Throws<SettingException>(() => Read(environment, new(Production) { ["Jwt:Authority"] = "http://login.example.com" }));
            Assert.Equal("Jwt:Authority", exception.Setting);
        }

        Assert.Equal("http://login.example.com", Read("Development", new() { ["Jwt:Authority"] = "http://login.example.com" }).Jwt.Authority);
    }

    [Fact]
    public void PreviousKeys_WhenGiven_ThenAreTakenAndHeldToTheSameRules()
    {
        const string Old = "the-key-of-the-last-year-which-was-good";
        var settings = Read("Production", new(Production) { ["Jwt:PreviousSigningKeys:0"] = Old, ["Jwt:PreviousSigningKeys:1"] = " ", ["Jwt:MaxLifetime"] = "1.12:00:00" });

        Assert.Equal([Old], settings.Jwt.PreviousSigningKeys);
        Assert.Equal(TimeSpan.FromHours(36), settings.Jwt.MaxLifetime);
        Assert.DoesNotContain(Old, settings.ToString(), StringComparison.Ordinal);
        var exception = Assert.Throws<SettingException>(() => Read("Production", new(Production) { ["Jwt:PreviousSigningKeys:3"] = JwtSettings.DevelopmentSigningKey }));
        Assert.Equal("Jwt:PreviousSigningKeys:3", exception.Setting);
    }

    [Fact]
    public void Store_WhenNothingSaysWhichInProduction_ThenIsRefused()
    {
        foreach (var store in new[] { null, "auto", "mongodb" })
        {
            var exception = Assert.Throws<SettingException>(() => Read("Production", new(Production) { ["Store"] = store }));
            Assert.Equal("ConnectionStrings:MongoDB", exception.Setting);
        }
    }

    [Theory]
    [InlineData("Production", null, true)]
    [InlineData("Production", "mongodb", true)]
    [InlineData("Production", "embedded", false)]
    [InlineData("Development", "auto", true)]
    public void Store_WhenThereIsAConnectionString_ThenIsMongoUnlessTheOtherIsAskedFor(string environment, string? store, bool mongo)
    {
        const string Connection = "mongodb://db.example.com/?replicaSet=rs0";

        var settings = Read(environment, new(Production) { ["Store"] = store, ["ConnectionStrings:MongoDB"] = Connection });

        Assert.Equal(mongo ? Connection : null, settings.Store.ConnectionString);
    }

    [Theory]
    [InlineData(null, MediaBackend.GridFs)]
    [InlineData("gridfs", MediaBackend.GridFs)]
    [InlineData("disk", MediaBackend.Disk)]
    public void Media_WhenTheStoreIsMongo_ThenAreInItUnlessAnotherIsAskedFor(string? backend, MediaBackend expected)
    {
        var settings = Read("Production", new(Production)
        {
            ["Store"] = "mongodb",
            ["ConnectionStrings:MongoDB"] = "mongodb://db.example.com/?replicaSet=rs0",
            ["Media:Backend"] = backend,
        });

        Assert.Equal(new MediaSettings(expected, null, new MediaLimits(), new MediaOptions()), settings.Media);
    }

    [Fact]
    public void Media_WhenInABucket_ThenItsSettingsAreTaken()
    {
        Assert.Equal(
            new S3MediaOptions { Bucket = "allmine-files", Region = "eu-central-1", AccessKey = "key", SecretKey = "secret" },
            Read("Production", Bucket()).Media.S3);
        Assert.Equal(
            new S3MediaOptions { Bucket = "allmine-files", ServiceUrl = "http://minio:9000" },
            Read("Production", Bucket(("Media:S3:Region", null), ("Media:S3:AccessKey", null), ("Media:S3:SecretKey", null), ("Media:S3:ServiceUrl", "http://minio:9000/"))).Media.S3);
        Assert.Null(Read("Production", new(Bucket()) { ["Media:Backend"] = "disk" }).Media.S3);
    }

    [Theory]
    [InlineData("Media:S3:Bucket", null)]
    [InlineData("Media:S3:Bucket", "Files")]
    [InlineData("Media:S3:Bucket", "a/b")]
    [InlineData("Media:S3:Bucket", "ab")]
    [InlineData("Media:S3:Region", null)]
    [InlineData("Media:S3:Region", "eu central")]
    [InlineData("Media:S3:ServiceUrl", "minio:9000")]
    [InlineData("Media:S3:AccessKey", null)]
    [InlineData("Media:S3:SecretKey", null)]
    public void Bucket_WhenASettingIsBadOrMissing_ThenNamesItself(string setting, string? value) =>
        Assert.Equal(setting, Assert.Throws<SettingException>(() => Read("Production", Bucket((setting, value)))).Setting);

    [Fact]
    public void DevelopmentFile_WhenCompared_ThenHasTheValuesOfTheCode()
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.Development.json")).Build();

        Assert.Equal(
            (JwtSettings.DevelopmentSigningKey, JwtSettings.DevelopmentIssuer, JwtSettings.DevelopmentAudience),
            (file["Jwt:SigningKey"], file["Jwt:Issuer"], file["Jwt:Audience"]));
        Assert.Equal((WebhookSettings.DevelopmentEncryptionKey, null), (file["Webhooks:EncryptionKey"], file["Webhooks:AllowPrivateAddresses"]));
        // It is no news in the log.
        var host = new Mock<IHostEnvironment>();
        host.Setup(port => port.EnvironmentName).Returns("Development");
        Assert.Empty(KnownSettings.DifferingIn(file, host.Object));
    }

    private static string Root => Path.GetTempPath();

    private static Dictionary<string, string?> Bucket(params (string Setting, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Production)
        {
            ["Media:Backend"] = "s3",
            ["Media:S3:Bucket"] = "allmine-files",
            ["Media:S3:Region"] = "eu-central-1",
            ["Media:S3:AccessKey"] = "key",
            ["Media:S3:SecretKey"] = "secret",
        };
        foreach (var (setting, value) in changes)
            settings[setting] = value;
        return settings;
    }

    private static AllmineSettings Read(string environment, Dictionary<string, string?> settings)
    {
        var host = new Mock<IHostEnvironment>();
        host.Setup(port => port.EnvironmentName).Returns(environment);
        host.Setup(port => port.ContentRootPath).Returns(Root);
        return AllmineSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), host.Object);
    }
}
