using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Delivery;

/// <summary>Alerts and the dashboard: what they name is told by a running service, each alert has been heard to fire and to be silent, and has its paragraph.</summary>
public sealed partial class MonitoringTests(MonitoringTests.Nodes nodes) : IClassFixture<MonitoringTests.Nodes>
{
    private const string Promtool = "/usr/bin/promtool";

    /// <summary>Only stops a test that fails: what is missing then is said.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly JsonArray Rules = DeployFile.Yaml("prometheus", "rules.yml")["groups"]![0]!["rules"]!.AsArray();
    private static readonly JsonArray RuleTests = DeployFile.Yaml("prometheus", "rules.test.yml")["tests"]!.AsArray();
    private static readonly JsonNode Dashboard = JsonNode.Parse(File.ReadAllText(DeployFile.At("grafana", "allmine.json")))!;

    private static IEnumerable<string> RuleQueries => Rules.Select(rule => rule!["expr"]!.GetValue<string>());

    private static IEnumerable<JsonNode> Graphs => Dashboard["panels"]!.AsArray().Where(panel => panel!["type"]!.GetValue<string>() != "row")!;

    private static IEnumerable<string> DashboardQueries => Graphs
        .SelectMany(panel => panel["targets"]!.AsArray()).Select(target => target!["expr"]!.GetValue<string>());

    [Fact]
    public void Rules_WhenRead_ThenAreTheNineThatWakeSomebodyAndNothingElse()
    {
        Assert.Equal(
            ["AllmineNoCommits", "AllmineConflicts", "AllmineEventLag", "AllmineStoreDown", "AllmineServerErrors", "AllmineUnreadableRecords", "AllmineDiskFull", "AllmineWebhookBacklog", "AllmineWebhookOldest"],
            Rules.Select(NameOf));
        Assert.Single(DeployFile.Yaml("prometheus", "rules.yml")["groups"]!.AsArray());
        Assert.All(Rules, rule => Assert.Equal("page", rule!["labels"]!["severity"]!.GetValue<string>()));
        Assert.Equal(["rules.yml"], DeployFile.Texts(DeployFile.Yaml("prometheus", "prometheus.yml")["rule_files"]));
    }

    [Fact]
    public void Rules_WhenReadWithTheRunbook_ThenEachHasItsParagraphThere()
    {
        var runbook = File.ReadAllLines(RepositoryFile.At("docs", "operations.md"));

        Assert.All(Rules, rule =>
        {
            var name = NameOf(rule);
            Assert.Equal($"docs/operations.md#{name.ToLowerInvariant()}", rule!["annotations"]!["runbook"]!.GetValue<string>());
            var heading = Array.IndexOf(runbook, $"### {name}");
            Assert.True(heading >= 0, name);
            var paragraph = string.Join('\n', runbook.Skip(heading + 1).TakeWhile(line => !line.StartsWith('#')));
            Assert.InRange(paragraph.Length, 200, 4000);
        });
        Assert.Equal(Rules.Select(NameOf), runbook.Where(line => line.StartsWith("### Allmine", StringComparison.Ordinal)).Select(line => line["### ".Length..]));
    }

    [Fact]
    public void RuleTests_WhenRead_ThenEachAlertFiresInOneAndIsSilentInAnother()
    {
        var expected = RuleTests.SelectMany(test => test!["alert_rule_test"]!.AsArray()).ToLookup(test => test!["alertname"]!.GetValue<string>(), test => test!["exp_alerts"]!.AsArray().Count > 0);

        Assert.All(Rules, rule =>
        {
            Assert.Contains(true, expected[NameOf(rule)]);
            Assert.Contains(false, expected[NameOf(rule)]);
        });
        Assert.Equal(Rules.Count, expected.Count);
    }

    [SkippableFact]
    public async Task RuleTests_WhenRunByPromtool_ThenPass()
    {
        Skip.IfNot(File.Exists(Promtool), "promtool is missing: install Debian's package prometheus");

        await ExpectAsync(0, "test", "rules", DeployFile.At("prometheus", "rules.test.yml"));
        await ExpectAsync(0, "check", "config", DeployFile.At("prometheus", "prometheus.yml"));
    }

    /// <summary>A rule that is a little off is noticed by its tests: where it fires, or where it is silent.</summary>
    [SkippableTheory]
    [InlineData("max_over_time(allmine_writes_waiting[1m]) > 0", "max_over_time(allmine_writes_waiting[1m]) > 3")]
    [InlineData("increase(allmine_round_size_count[1m]) == 0", "increase(allmine_round_size_count[1m]) >= 0")]
    [InlineData("unless max_over_time(allmine_store_up[1m]) == 0", "")]
    [InlineData("> 0.5", "> 0.6")]
    [InlineData("> 0.5", "> 0.4")]
    [InlineData("allmine_events_lag_seconds > 10", "allmine_events_lag_seconds > 8")]
    [InlineData("allmine_events_lag_seconds > 10", "allmine_events_lag_seconds > 12")]
    [InlineData("and changes(allmine_events_lag_seconds[1m]) > 0", "")]
    [InlineData("or absent(allmine_store_up)", "")]
    [InlineData("or absent(allmine_store_up)", "or up == 0")]
    [InlineData("http_route!~\"/health/.*\"}", "http_route!~\"\"}")]
    [InlineData("> 0.02", "> 0.009")]
    [InlineData("[1m]))\n          / sum(rate(http", "[5m]))\n          / sum(rate(http")]
    [InlineData("unless on () allmine_store_up == 0", "")]
    [InlineData("> 0.02", "> 0.04")]
    [InlineData("or (allmine_unreadable_records_total > 0 unless allmine_unreadable_records_total offset 15m)", "")]
    [InlineData("< 2147483648", "<= 2147483648")]
    [InlineData("< 2147483648", "< 2147483647")]
    [InlineData("for: 10m", "for: 1m")]
    [InlineData("for: 2m", "for: 15s")]
    [InlineData("for: 5m", "for: 1m")]
    public async Task RuleTests_WhenARuleIsAltered_ThenFail(string part, string other)
    {
        Skip.IfNot(File.Exists(Promtool), "promtool is missing: install Debian's package prometheus");
        var rules = await File.ReadAllTextAsync(DeployFile.At("prometheus", "rules.yml"));
        Assert.Contains(part, rules, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "rules.yml"), rules.Replace(part, other, StringComparison.Ordinal));
        File.Copy(DeployFile.At("prometheus", "rules.test.yml"), Path.Combine(folder.Path, "rules.test.yml"));

        await ExpectAsync(1, "test", "rules", Path.Combine(folder.Path, "rules.test.yml"));
    }

    [Fact]
    public async Task Rules_WhenComparedWithMetrics_ThenNameOnlyWhatIsThere()
    {
        var told = await ToldByAsync(nodes.Embedded, RuleQueries);

        Assert.All(RuleQueries, query => Assert.Empty(MissingIn(query, told)));
        // A name, or a label, that is not there is found.
        Assert.Equal(["allmine_nonsense"], MissingIn("sum(rate(allmine_nonsense[5m]))", told));
        Assert.Equal(["allmine_store_up{colour}"], MissingIn("allmine_store_up{colour=\"red\"}", told));
        Assert.Equal(["allmine_refusals_total{colour}"], MissingIn("sum by (colour) (allmine_refusals_total)", told));
    }

    [SkippableFact]
    public async Task Dashboard_WhenComparedWithMetrics_ThenNamesOnlyWhatIsThere()
    {
        Skip.If(nodes.OnMongo is null, MongoServer.NoServer);
        var told = await ToldByAsync(nodes.OnMongo!, [.. DashboardQueries, .. RuleQueries]);

        Assert.All(DashboardQueries, query => Assert.Empty(MissingIn(query, told)));
        Assert.All(RuleQueries, query => Assert.Empty(MissingIn(query, told)));
    }

    [Fact]
    public void Dashboard_WhenRead_ThenHasARowForEachPartFromTopToBottom()
    {
        var rows = Dashboard["panels"]!.AsArray().Where(panel => panel!["type"]!.GetValue<string>() == "row").Select(panel => panel!["title"]!.GetValue<string>().Split(':')[0]);
        Assert.Equal(["Sends", "Waiting", "Rounds", "Latency", "Refusals", "Events", "Store", "Webhooks"], rows);

        // Each panel is below the one before it or to its right, and none lies on another.
        var places = Dashboard["panels"]!.AsArray().Select(panel => panel!["gridPos"]!).Select(place => (Y: place["y"]!.GetValue<int>(), X: place["x"]!.GetValue<int>(), W: place["w"]!.GetValue<int>(), H: place["h"]!.GetValue<int>())).ToList();
        Assert.Equal(places.OrderBy(place => place.Y).ThenBy(place => place.X), places);
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.First.Y == pair.Second.Y ? pair.First.X + pair.First.W == pair.Second.X : pair.First.Y + pair.First.H == pair.Second.Y));
        Assert.All(places, place => Assert.InRange(place.X + place.W, 1, 24));
        Assert.Equal(Dashboard["panels"]!.AsArray().Count, Dashboard["panels"]!.AsArray().Select(panel => panel!["id"]!.GetValue<int>()).Distinct().Count());
        // Alerts are named where their metric is shown.
        Assert.All(Rules, rule => Assert.Contains(Graphs, panel => panel["description"]!.GetValue<string>().Contains(NameOf(rule), StringComparison.Ordinal)));
    }

    /// <summary>The queries are what Prometheus understands.</summary>
    [SkippableFact]
    public async Task Dashboard_WhenItsQueriesAreReadByPromtool_ThenAreUnderstood()
    {
        Skip.IfNot(File.Exists(Promtool), "promtool is missing: install Debian's package prometheus");
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "queries.yml");

        await File.WriteAllTextAsync(file, RulesOf(DashboardQueries));
        await ExpectAsync(0, "check", "rules", file);
        await File.WriteAllTextAsync(file, RulesOf(["sum(rate(x[5m])"]));
        await ExpectAsync(1, "check", "rules", file);

        static string RulesOf(IEnumerable<string> queries) => "groups:\n  - name: dashboard\n    rules:\n" + string.Concat(queries.Select((query, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"      - {{ record: 'query:{i}', expr: '{query.Replace("$__rate_interval", "1m", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}' }}\n")));
    }

    /// <summary>What a service tells once all of that is there: a request is counted after its answer.</summary>
    private static async Task<Dictionary<string, HashSet<string>>> ToldByAsync(Service service, IEnumerable<string> queries)
    {
        await Nodes.CallAsync(service);
        var told = new Dictionary<string, HashSet<string>>();
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Patience; await Task.Delay(50))
        {
            told = await Nodes.ToldByAsync(service);
            if (queries.All(query => MissingIn(query, told).Count == 0))
                break;
        }

        return told;
    }

    private static string NameOf(JsonNode? rule) => rule!["alert"]!.GetValue<string>();

    /// <summary>What a query names and the service does not tell: metrics, and labels of metrics.</summary>
    private static List<string> MissingIn(string query, Dictionary<string, HashSet<string>> told)
    {
        var missing = new List<string>();
        foreach (Match metric in Metrics().Matches(Groupings().Replace(Quoted().Replace(query, "\"\""), "")))
        {
            var name = metric.Groups[1].Value;
            if (!told.TryGetValue(name, out var labels))
            {
                missing.Add(name);
                continue;
            }

            var grouped = Groupings().Matches(query).SelectMany(match => match.Groups[1].Value.Split(','));
            var matched = Labels().Matches(metric.Groups[2].Value).Select(match => match.Groups[1].Value);
            missing.AddRange(grouped.Concat(matched).Select(label => label.Trim()).Where(label => label.Length > 0 && label != "instance" && !labels.Contains(label)).Select(label => $"{name}{{{label}}}"));
        }

        return missing;
    }

    private static async Task ExpectAsync(int exitCode, params string[] arguments)
    {
        using var promtool = Process.Start(new ProcessStartInfo(Promtool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync();
        Assert.True(promtool.ExitCode == exitCode, string.Concat(texts));
    }

    [GeneratedRegex(@"\b((?:allmine|http|db|kestrel|dotnet)_[a-z0-9_]+)(?=[\s{\[)]|\z)(?!\s*(?:=|!))(\{[^}]*\})?")]
    private static partial Regex Metrics();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"by \(([^)]*)\)")]
    private static partial Regex Groupings();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)")]
    private static partial Regex Labels();

    /// <summary>A service on either store, of which a call of each kind has been made.</summary>
    public sealed class Nodes : IAsyncLifetime, IDisposable
    {
        private readonly ServiceFixture embedded = new();
        private readonly MongoServiceFixture mongo = new();

        public Service Embedded => embedded.Service;

        public Service? OnMongo => mongo.Service;

        public Task InitializeAsync() => mongo.InitializeAsync();

        /// <summary>A call of each kind.</summary>
        public static async Task CallAsync(Service service)
        {
            (await (await service.NewConversationAsync()).SendAsync("x")).Expect(HttpStatusCode.Created);
            (await service.Anonymous.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.Unauthorized);
        }

        /// <summary>Each metric with the names of its labels.</summary>
        public static async Task<Dictionary<string, HashSet<string>>> ToldByAsync(Service service)
        {
            var told = new Dictionary<string, HashSet<string>>();
            foreach (var line in (await service.Anonymous.GetAsync("/metrics")).Expect(HttpStatusCode.OK).Text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
            {
                var end = line.IndexOfAny(['{', ' ']);
                if (!told.TryGetValue(line[..end], out var labels))
                    told.Add(line[..end], labels = []);
                labels.UnionWith(TextLabels().Matches(line).Select(match => match.Groups[1].Value));
            }

            return told;
        }

        public async Task DisposeAsync()
        {
            await embedded.DisposeAsync();
            await mongo.DisposeAsync();
        }

        public void Dispose()
        {
            embedded.Dispose();
            mongo.Dispose();
        }
    }

    [GeneratedRegex("[{,](\\w+)=\"")]
    private static partial Regex TextLabels();
}
