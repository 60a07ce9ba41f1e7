using System.Text.Json;
using System.Text.Json.Nodes;

namespace Allmine.Bench.Load.Suite;

/// <summary>What all parts of the suite share: the built programs, their settings, a folder for each run.</summary>
internal sealed class Workbench : IDisposable
{
    private const string SigningKey = "known-to-everybody-and-good-for-measuring-only";
    private const string Issuer = "allmine-bench";
    private const string Audience = "allmine-bench";

    private readonly string workFolder = Directory.CreateTempSubdirectory("allmine-bench-").FullName;
    private readonly string service;
    private readonly string? limit;
    private int runs;

    public Workbench(Arguments arguments)
    {
        service = Existing(arguments.Text("service"));
        limit = arguments.Has("limit") ? Existing(arguments.Text("limit")) : null;
        Quick = arguments.Has("quick");
        Rounds = arguments.Number("rounds", Quick ? 1 : 3);
        LoadSeconds = arguments.Seconds("seconds", Quick ? 1.5 : 4);
        VerifyAll = arguments.Text("verify", "sample") == "all";

        Tokens = new TokenIssuer(SigningKey, Issuer, Audience);
        AsShipped = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Jwt__SigningKey"] = SigningKey,
            ["Jwt__Issuer"] = Issuer,
            ["Jwt__Audience"] = Audience,
            ["Logging__LogLevel__Default"] = "Warning",
            ["RateLimits__SendsPerMinute"] = "0",
            ["RateLimits__UploadsPerMinute"] = "0",
            ["RateLimits__RequestsPerMinute"] = "0",
            ["RateLimits__ServiceSendsPerMinute"] = "0",
            ["RateLimits__ServiceRequestsPerMinute"] = "0",
            // Nobody has to hear that a measured program ends.
            ["Shutdown__DrainDelay"] = "00:00:00",
        };
        Settled = new Dictionary<string, string>(AsShipped)
        {
            // As in production: without the page that shows developers their exceptions, and without the development data.
            ["ASPNETCORE_ENVIRONMENT"] = "Staging",
            // The JIT compiles what is called often at once, and by what it has seen: as it does anyway, but not as late.
            ["DOTNET_TC_CallCountingDelayMs"] = "0",
        };
        if (limit is not null)
            GiveLimitTheServicesRuntime(limit);
    }

    public bool Quick { get; }

    /// <summary>How often each program is measured.</summary>
    public int Rounds { get; }

    /// <summary>How long each load on MongoDB is measured.</summary>
    public double LoadSeconds { get; }

    public bool VerifyAll { get; }

    public TokenIssuer Tokens { get; }

    /// <summary>The settings of a start as anybody would make it, but for the rate limits.</summary>
    public IReadOnlyDictionary<string, string> AsShipped { get; }

    /// <summary>The same, and the JIT settles within seconds instead of half a minute.</summary>
    public IReadOnlyDictionary<string, string> Settled { get; }

    public ServerProgram ServiceOn(string store, params ReadOnlySpan<(string Name, string Value)> environment) =>
        new($"service/{store}", service, "", IsService: true) { Environment = Variables(environment) };

    public ServerProgram LimitOn(string store, params ReadOnlySpan<(string Name, string Value)> environment) =>
        new($"limit/{store}", limit ?? throw new ArgumentException("--limit is missing"), $"--store {store}", IsService: false) { Environment = Variables(environment) };

    /// <summary>A load of <see cref="LoadSeconds"/> on a program that has warmed up before.</summary>
    public Scenario Load(string name, int connections, int chats) => new(
        name, new LoadPlan { Connections = connections, Chats = chats, WarmupSeconds = Quick ? 0.3 : 0.8, Seconds = LoadSeconds });

    /// <summary>A folder that no run has used.</summary>
    public string NewFolder() => Path.Combine(workFolder, $"run-{++runs}");

    public static void Say(string text) => Console.Error.WriteLine(text);

    public void Dispose() => Directory.Delete(workFolder, recursive: true);

    private static string Existing(string path) =>
        File.Exists(path) ? Path.GetFullPath(path) : throw new BenchException($"{path} does not exist; start with bench/run.sh");

    private static Dictionary<string, string> Variables(ReadOnlySpan<(string Name, string Value)> variables)
    {
        var result = new Dictionary<string, string>();
        foreach (var (name, value) in variables)
            result[name] = value;
        return result;
    }

    /// <summary>
    /// Garbage collector, thread pool and compilation settings are part of how a program is built. The limit program takes
    /// over those of the service, so that they can't be what is measured.
    /// </summary>
    private void GiveLimitTheServicesRuntime(string limit)
    {
        var target = Path.ChangeExtension(limit, ".runtimeconfig.json");
        var from = Properties(JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(service, ".runtimeconfig.json")))!);
        var document = JsonNode.Parse(File.ReadAllText(target))!;
        var to = Properties(document);
        foreach (var name in to.Select(property => property.Key).Where(IsRuntimeSetting).ToArray())
            to.Remove(name);
        foreach (var (name, value) in from.Where(property => IsRuntimeSetting(property.Key)))
            to[name] = value!.DeepClone();
        File.WriteAllText(target, document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    private static JsonObject Properties(JsonNode document) => document["runtimeOptions"]!["configProperties"]!.AsObject();

    private static bool IsRuntimeSetting(string name) =>
        name.StartsWith("System.GC.", StringComparison.Ordinal)
        || name.StartsWith("System.Runtime.Tiered", StringComparison.Ordinal)
        || name.StartsWith("System.Threading.", StringComparison.Ordinal);
}
