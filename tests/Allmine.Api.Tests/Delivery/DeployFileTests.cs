using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Allmine.Api.Configuration;
using Allmine.Api.Configuration.Reading;
using Allmine.Api.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Moq;

namespace Allmine.Api.Tests.Delivery;

/// <summary>Settings, ports, paths, probes and patience in <c>deploy/</c> are the service's own: read from both sides.</summary>
public sealed partial class DeployFileTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Secret = "0f8a7c1d5e2b4936a1c0d9e8f7b6a5c4d3e2f1a0";
    private const string SigningKey = "Jwt:SigningKey";

    /// <summary>What the runtime reads itself.</summary>
    private static readonly string[] OfTheRuntime = ["ASPNETCORE_URLS", "DOTNET_EnableDiagnostics"];

    private static readonly IReadOnlyList<Instruction> Container = Instruction.ReadAll(ContainerBuild.File);
    private static readonly JsonNode Compose = DeployFile.Yaml("compose.yaml");
    private static readonly JsonNode Deployment = DeployFile.Yaml("kubernetes", "deployment.yaml");
    private static readonly string Nginx = File.ReadAllText(DeployFile.At("nginx.conf"));

    private static JsonNode Pod => Deployment["spec"]!["template"]!["spec"]!;

    private static JsonNode PodContainer => Assert.Single(Pod["containers"]!.AsArray())!;

    private static Dictionary<string, string?> OfContainer => Container.Single(line => line.Name == "ENV").Words
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => DeployFile.NameOf(pair[0]), string? (pair) => pair[1]);

    /// <summary>All settings that a node of each kind is started with.</summary>
    private static Dictionary<string, string?> SettingsOf(string kind)
    {
        var (settings, secrets) = kind == "compose"
            ? (DeployFile.Settings("settings.env"), DeployFile.Settings("secrets.env.example"))
            : (DeployFile.Settings(DeployFile.Yaml("kubernetes", "settings.yaml")["data"]!), DeployFile.Settings(DeployFile.Yaml("kubernetes", "secret.example.yaml")["stringData"]!));
        return new([.. OfContainer, .. settings, .. secrets]);
    }

    [Theory]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    public void Settings_WhenReadByTheService_ThenAreAllKnownAndLegalOnceTheSecretIsFilledIn(string kind)
    {
        var given = SettingsOf(kind);

        // What stands in the example is no secret yet: the service says so.
        Assert.Equal(SigningKey, Assert.Throws<SettingException>(() => Read(given)).Setting);
        given[SigningKey] = Secret;
        var settings = Read(given);

        Assert.Empty(UnknownIn(given));
        Assert.Equal(StoreKind.MongoDB, settings.Store.Kind);
        Assert.NotNull(settings.RateLimits.Redis);
        Assert.Single(settings.Proxy.Trusted);
        Assert.Equal(["api.example.com"], settings.Proxy.AllowedHosts);
        // To be filled in, too; a service without it starts.
        Assert.Equal("", given[WebhookSettings.KeySetting]);
        Assert.Null(settings.Webhooks.Key.EncryptionKey);
    }

    [Theory]
    [InlineData("Hosts:Alowed:0", "api.example.com", false)]
    [InlineData("Cache:Size", "1", false)]
    [InlineData("Proxy:Trusted:0", "nginx", true)]
    [InlineData("Metrics:Port", "70000", true)]
    [InlineData("Shutdown:DrainDelay", "5", true)]
    public void Settings_WhenOneIsMisspeltOrIllegal_ThenIsFound(string name, string value, bool isKnown)
    {
        var given = SettingsOf("compose");
        (given[SigningKey], given[name]) = (Secret, value);

        Assert.Equal(isKnown ? [] : [name], UnknownIn(given));
        if (isKnown)
            Assert.Equal(name, Assert.Throws<SettingException>(() => Read(given)).Setting);
    }

    [Fact]
    public void Ports_WhenCompared_ThenAreTheSameEverywhere()
    {
        var port = Port(OfContainer["ASPNETCORE_URLS"]!);
        var metrics = Read(new(SettingsOf("compose")) { [SigningKey] = Secret }).Telemetry.MetricsPort!.Value.ToString(CultureInfo.InvariantCulture);

        Assert.Equal([port, metrics], Container.Single(line => line.Name == "EXPOSE").Words);
        Assert.Contains($"\"http://127.0.0.1:{port}/health/ready\"", Container.Single(line => line.Name == "HEALTHCHECK").Rest, StringComparison.Ordinal);
        Assert.Equal(
            new Dictionary<string, string> { ["http"] = port, ["metrics"] = metrics },
            PodContainer["ports"]!.AsArray().ToDictionary(each => Text(each!["name"]), each => Text(each!["containerPort"])));
        Assert.Equal("http", Text(DeployFile.Yaml("kubernetes", "service.yaml")["spec"]!["ports"]![0]!["targetPort"]));
        var annotations = Deployment["spec"]!["template"]!["metadata"]!["annotations"]!;
        Assert.Equal(("true", metrics, "/metrics"), (Text(annotations["prometheus.io/scrape"]), Text(annotations["prometheus.io/port"]), Text(annotations["prometheus.io/path"])));

        // Each node of the compose file is one that nginx and Prometheus ask, at the right port.
        var nodes = new[] { "node1", "node2" }.Select(AddressOf).ToList();
        Assert.Equal(nodes.Select(node => $"{node}:{port}"), Servers().Matches(Nginx).Select(match => match.Groups[1].Value));
        var targets = DeployFile.Yaml("prometheus", "prometheus.yml")["scrape_configs"]![0]!["static_configs"]![0]!["targets"]!;
        Assert.Equal(nodes.Select(node => $"{node}:{metrics}"), targets.AsArray().Select(Text));
        Assert.DoesNotContain(Compose["services"]!.AsObject().Where(service => service.Value!["ports"] is not null), service => service.Key is not ("nginx" or "prometheus"));
        Assert.Equal("127.0.0.1:9090:9090", Text(Compose["services"]!["prometheus"]!["ports"]![0]));
    }

    [Fact]
    public async Task Probes_WhenAsked_ThenAreAnsweredToAnybody()
    {
        await fixture.Service.UntilReadyAsync();
        string[] probes = ["startupProbe", "livenessProbe", "readinessProbe"];
        var paths = probes.Select(probe => Text(PodContainer[probe]!["httpGet"]!["path"])).ToList();
        Assert.Equal(["/health/live", "/health/live", "/health/ready"], paths);
        Assert.All(probes, probe => Assert.Equal("http", Text(PodContainer[probe]!["httpGet"]!["port"])));

        foreach (var path in paths.Append("/metrics").Distinct())
            (await fixture.Service.Anonymous.GetAsync(path)).Expect(HttpStatusCode.OK);
        (await fixture.Service.Anonymous.GetAsync("/health/started")).Expect(HttpStatusCode.NotFound);
        // What nginx does not pass on is what the service serves there.
        Assert.Contains("location = /metrics {", Nginx, StringComparison.Ordinal);
    }

    [Fact]
    public void Patience_WhenCompared_ThenIsLongerThanTheServicesOwn()
    {
        var drain = Read(new(SettingsOf("kubernetes")) { [SigningKey] = Secret }).Shutdown.DrainDelay;
        var calls = fixture.Service.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        var all = drain + calls + TimeSpan.FromSeconds(5);

        Assert.Equal(TimeSpan.FromSeconds(40), all);
        Assert.InRange(Seconds(Pod["terminationGracePeriodSeconds"]), all.TotalSeconds, 60);
        foreach (var node in new[] { "node1", "node2" })
            Assert.InRange(Seconds(Compose["services"]![node]!["stop_grace_period"]), all.TotalSeconds, 60);
        Assert.Null(PodContainer["lifecycle"]);
        // Whoever sends calls has noticed before the node takes no more.
        var readiness = PodContainer["readinessProbe"]!;
        Assert.InRange(Seconds(readiness["periodSeconds"]) * Seconds(readiness["failureThreshold"]), 1, drain.TotalSeconds - 1);
        Assert.All(FailTimes().Matches(Nginx), match => Assert.InRange(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), 1, drain.TotalSeconds - 1));
        Assert.Equal(3, FailTimes().Count(Nginx));
        // A start waits for its store, a live node for 2 s.
        var startup = PodContainer["startupProbe"]!;
        Assert.InRange(Seconds(startup["periodSeconds"]) * Seconds(startup["failureThreshold"]), 31, 120);
        Assert.InRange(Seconds(readiness["timeoutSeconds"]), 3, 5);
    }

    [Fact]
    public void Nginx_WhenCompared_ThenPassesOnWhatTheServiceTakesAndIsTheOneThatIsBelieved()
    {
        var settings = Read(new(SettingsOf("compose")) { [SigningKey] = Secret });
        var most = Math.Max(settings.Media.Limits.MaxVideoBytes, settings.Media.Limits.MaxFileBytes);

        Assert.InRange(long.Parse(BodySize().Match(Nginx).Groups[1].Value, CultureInfo.InvariantCulture) << 20, most + (1 << 20), most + (4 << 20));
        Assert.Equal(AddressOf("nginx"), settings.Proxy.Trusted[0].BaseAddress.ToString());
        Assert.Equal(32, settings.Proxy.Trusted[0].PrefixLength);
        Assert.All(ServerNames().Matches(Nginx), match => Assert.Contains(match.Groups[1].Value, (IReadOnlySet<string>)settings.Proxy.AllowedHosts));
        Assert.Equal(["/etc/nginx/tls/fullchain.pem", "/etc/nginx/tls/privkey.pem"], CertificateFiles().Matches(Nginx).Select(match => match.Groups[1].Value));
        Assert.Contains("./tls:/etc/nginx/tls:ro", DeployFile.Texts(Compose["services"]!["nginx"]));
    }

    [Fact]
    public void Store_WhenCompared_ThenTheSetHasTheMembersThatTheNodesAreTold()
    {
        var url = new MongoDB.Driver.MongoUrl(SettingsOf("compose")["ConnectionStrings:MongoDB"]);
        var members = new[] { "mongo1", "mongo2", "mongo3" };
        var script = File.ReadAllText(DeployFile.At("mongo-init.js"));

        Assert.Equal(members.Select(member => $"{member}:27017"), url.Servers.Select(server => server.ToString()));
        Assert.Equal("rs0", url.ReplicaSetName);
        Assert.Equal(members.Select(member => $"{member}:27017"), MemberNames().Matches(script).Select(match => match.Groups[1].Value));
        Assert.Contains("_id: 'rs0'", script, StringComparison.Ordinal);
        Assert.All(members, member => Assert.Equal(["mongod", "--replSet", "rs0", "--bind_ip_all"], Compose["services"]![member]!["command"]!.AsArray().Select(Text)));
        Assert.Equal("redis:6379", SettingsOf("compose")["RateLimits:Redis"]);
        Assert.Equal(["redis-server", "--save", "", "--appendonly", "no"], Compose["services"]!["redis"]!["command"]!.AsArray().Select(Text));
    }

    /// <summary>Not root, nothing to write to but the folders that the image names, no rights that could be had.</summary>
    [Fact]
    public void Rights_WhenCompared_ThenAreTheLeastEverywhere()
    {
        var user = Container.Single(line => line.Name == "USER").Rest;
        var written = OfContainer["Embedded:Path"]!;

        Assert.Matches("^[1-9][0-9]*$", user);
        var security = Pod["securityContext"]!;
        Assert.Equal(("true", user, user, "RuntimeDefault"), (Text(security["runAsNonRoot"]), Text(security["runAsUser"]), Text(security["fsGroup"]), Text(security["seccompProfile"]!["type"])));
        var inside = PodContainer["securityContext"]!;
        Assert.Equal(("false", "true", "ALL"), (Text(inside["allowPrivilegeEscalation"]), Text(inside["readOnlyRootFilesystem"]), Text(Assert.Single(inside["capabilities"]!["drop"]!.AsArray()))));
        Assert.Equal([written, "/tmp"], PodContainer["volumeMounts"]!.AsArray().Select(mount => Text(mount!["mountPath"])));
        Assert.Equal([written, "/tmp"], System.Text.Json.JsonSerializer.Deserialize<string[]>(Container.Single(line => line.Name == "VOLUME").Rest)!);
        foreach (var name in new[] { "node1", "node2" })
        {
            var node = Compose["services"]![name]!;
            Assert.Equal(($"{user}:{user}", "true", "ALL", "/tmp"), (Text(node["user"]), Text(node["read_only"]), Text(node["cap_drop"]![0]), Text(node["tmpfs"]![0])));
            Assert.Equal($"{name}:{written}", Text(Assert.Single(node["volumes"]!.AsArray())));
            Assert.Equal(["settings.env", "secrets.env"], node["env_file"]!.AsArray().Select(Text));
        }
    }

    [Fact]
    public void Kubernetes_WhenCompared_ThenAllPartsAreOfTheSamePods()
    {
        var labels = Deployment["spec"]!["template"]!["metadata"]!["labels"]!.ToJsonString();
        var budget = DeployFile.Yaml("kubernetes", "disruption-budget.yaml")["spec"]!;

        Assert.Equal(labels, Deployment["spec"]!["selector"]!["matchLabels"]!.ToJsonString());
        Assert.Equal(labels, DeployFile.Yaml("kubernetes", "service.yaml")["spec"]!["selector"]!.ToJsonString());
        Assert.Equal(labels, budget["selector"]!["matchLabels"]!.ToJsonString());
        Assert.InRange(Seconds(budget["minAvailable"]), 1, Seconds(Deployment["spec"]!["replicas"]) - 1);
        Assert.Equal("0", Text(Deployment["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"]));
        Assert.Equal(
            [Text(DeployFile.Yaml("kubernetes", "settings.yaml")["metadata"]!["name"]), Text(DeployFile.Yaml("kubernetes", "secret.example.yaml")["metadata"]!["name"])],
            PodContainer["envFrom"]!.AsArray().Select(each => Text(each!.AsObject().Single().Value!["name"])));
        // secret.yaml is made of its example, and is nobody else's.
        var resources = DeployFile.Yaml("kubernetes", "kustomization.yaml")["resources"]!.AsArray().Select(Text).ToList();
        var files = Directory.GetFiles(DeployFile.At("kubernetes"), "*.yaml").Select(Path.GetFileName).Except(["kustomization.yaml", "secret.yaml"]).Select(name => name == "secret.example.yaml" ? "secret.yaml" : name);
        Assert.Equal(files.Order(), resources.Order());
    }

    [Fact]
    public void Images_WhenCompared_ThenHaveTheProgramsVersion()
    {
        Assert.Equal($"allmine:{ProgramVersion.Short}", Text(PodContainer["image"]));
        Assert.Equal($"allmine:{ProgramVersion.Short}", Text(Compose["services"]!["node1"]!["image"]));
        Assert.Contains($"-t allmine:{ProgramVersion.Short} ", File.ReadAllText(ContainerBuild.File), StringComparison.Ordinal);
        // None that may be another one tomorrow.
        var images = Compose["services"]!.AsObject().Select(service => Text(service.Value!["image"])).Concat(Container.Where(line => line.Name == "FROM").Select(line => line.Words[0]));
        Assert.All(images, image => Assert.Matches(@":v?\d+\.\d+", image));
    }

    private static AllmineSettings Read(Dictionary<string, string?> given)
    {
        var environment = new Mock<IHostEnvironment>();
        environment.Setup(host => host.EnvironmentName).Returns(Environments.Production);
        environment.Setup(host => host.ContentRootPath).Returns(Path.GetTempPath());
        ListenAddresses.Check(given["ASPNETCORE_URLS"]!);
        return AllmineSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(given).Build(), environment.Object);
    }

    /// <summary>Stricter than the service, in whose environment are the settings of others: here each has to be known.</summary>
    private static IEnumerable<string> UnknownIn(Dictionary<string, string?> given) =>
        given.Keys.Except(OfTheRuntime).Where(name => !KnownSettings.Names.Contains(ListNumber().Replace(name, ":#"), StringComparer.Ordinal));

    private static string AddressOf(string service) => Text(Compose["services"]![service]!["networks"]!["allmine"]!["ipv4_address"]);

    private static string Port(string address) => address[(address.LastIndexOf(':') + 1)..];

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static int Seconds(JsonNode? node) => int.Parse(Text(node).TrimEnd('s'), CultureInfo.InvariantCulture);

    [GeneratedRegex(@":\d+(?=:|\z)")]
    private static partial Regex ListNumber();

    [GeneratedRegex(@"^ +server ([0-9.]+:\d+) ", RegexOptions.Multiline)]
    private static partial Regex Servers();

    [GeneratedRegex(@"(?:fail_timeout=| keepalive_timeout )(\d+)s;")]
    private static partial Regex FailTimes();

    [GeneratedRegex(@"client_max_body_size (\d+)m;")]
    private static partial Regex BodySize();

    [GeneratedRegex("server_name ([^;]+);")]
    private static partial Regex ServerNames();

    [GeneratedRegex(@"ssl_certificate(?:_key)? ([^;]+);")]
    private static partial Regex CertificateFiles();

    [GeneratedRegex("'([a-z0-9]+:27017)'")]
    private static partial Regex MemberNames();
}
