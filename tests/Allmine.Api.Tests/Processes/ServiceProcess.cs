using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Allmine.Api.Configuration;

namespace Allmine.Api.Tests.Processes;

/// <summary>
/// The built service as a process of its own, started the way an operator starts it. It warms up with the setting
/// <see cref="WarmsUp"/> only.
/// </summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private const string Hooks = "DOTNET_STARTUP_HOOKS";

    /// <summary>A setting for tests of just that, and of a start as a whole.</summary>
    public static readonly (string Name, string? Value) WarmsUp = (Hooks, null);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly Task<string> errors;
    private readonly List<string> output = [];

    private ServiceProcess(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where it listens, once it does.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What it has printed up to its first steps, line by line.</summary>
    public IReadOnlyList<string> Output => output;

    /// <summary>The service as it was built last.</summary>
    private static string Present => Path.Combine(AppContext.BaseDirectory, "Allmine.Api.dll");

    /// <summary>The same as a program of its own, as <c>dotnet run</c> starts it.</summary>
    public static string PresentProgram => Path.ChangeExtension(Present, null);

    /// <summary>Starts it on a free port and waits until it listens and has printed the first steps.</summary>
    public static Task<ServiceProcess> StartAsync(string folder, params (string Name, string? Value)[] settings) =>
        StartProgramAsync(Present, folder, settings);

    /// <param name="hears">Is given each line while it starts.</param>
    /// <param name="folder">Of its embedded store.</param>
    /// <param name="settings">Beside those that every test needs.</param>
    public static Task<ServiceProcess> StartAsync(Action<string> hears, string folder, params (string Name, string? Value)[] settings) =>
        StartProgramAsync(Present, hears, folder, settings);

    /// <summary>The same of the service as another build has made it.</summary>
    public static Task<ServiceProcess> StartProgramAsync(string program, string folder, params (string Name, string? Value)[] settings) =>
        StartProgramAsync(program, _ => { }, folder, settings);

    private static async Task<ServiceProcess> StartProgramAsync(
        string program, Action<string> hears, string folder, params (string Name, string? Value)[] settings)
    {
        var service = Start(program, Settings(folder, settings));
        using var patience = new CancellationTokenSource(Patience);
        while (await service.process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            service.output.Add(line);
            hears(line);
            if (Listening().Match(line) is { Success: true } match)
                service.Address = new Uri(match.Groups[1].Value);
            if (line.StartsWith("curl ", StringComparison.Ordinal))
            {
                // Whatever it logs from now on is read, so that it never waits for a reader.
                _ = service.process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return service;
            }
        }

        throw new InvalidOperationException($"The service has ended: {await service.errors}");
    }

    /// <summary>Starts it on a free port in Production with an embedded store, and waits until it says in the log that it listens.</summary>
    public static Task<ServiceProcess> StartInProductionAsync(string folder, params (string Name, string? Value)[] settings) =>
        StartInProductionAsync(Present, folder, settings);

    /// <summary>The same of the service as another build has made it.</summary>
    public static async Task<ServiceProcess> StartInProductionAsync(string program, string folder, (string Name, string? Value)[] settings)
    {
        var service = Start(program, Settings(folder,
        [
            ("DOTNET_ENVIRONMENT", "Production"), ("Store", "embedded"), ("Hosts__Allowed__0", "127.0.0.1"), ("Shutdown__DrainDelay", "00:00:00"),
            ("Jwt__Issuer", JwtSettings.DevelopmentIssuer), ("Jwt__Audience", JwtSettings.DevelopmentAudience), .. settings,
        ]));
        var started = await service.LinesUntilAsync(line => Listens().IsMatch(line));
        service.Address = new Uri(Listens().Match(started[^1]).Groups[1].Value);
        return service;
    }

    /// <summary>Reads what it prints up to such a line. All lines from the first on.</summary>
    public async Task<IReadOnlyList<string>> LinesUntilAsync(Predicate<string> isLast)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!output.Exists(isLast))
            output.Add(await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException($"The service has ended: {await errors}"));
        return output;
    }

    /// <summary>Starts it with settings that it can't start with, and waits for its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> FailAsync(string folder, params (string Name, string? Value)[] settings) =>
        FailProgramAsync(Present, folder, settings);

    /// <summary>The same of the service as another build has made it.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> FailProgramAsync(string program, string folder, params (string Name, string? Value)[] settings)
    {
        await using var service = Start(program, Settings(folder, settings));
        var printed = service.process.StandardOutput.ReadToEndAsync();
        var exitCode = await service.EndAsync();
        return (exitCode, await printed, await service.errors);
    }

    /// <summary>Runs a command of the program instead of the service, to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> CommandAsync(
        string[] command, string folder, params (string Name, string? Value)[] settings)
    {
        await using var program = Start(Present, Settings(folder, settings), command);
        var printed = program.process.StandardOutput.ReadToEndAsync();
        var exitCode = await program.EndAsync();
        return (exitCode, await printed, await program.errors);
    }

    /// <summary>Waits until it is ready: it has warmed up by then.</summary>
    public async Task UntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        // A warm-up may take longer than a start.
        using var patience = new CancellationTokenSource(2 * Patience);
        while ((await http.GetAsync("/health/ready", patience.Token)).StatusCode != HttpStatusCode.OK)
            await Task.Delay(20, patience.Token);
    }

    /// <summary>Asks it to end, as an operator or an orchestrator does.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Ends it on the spot.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits for its end.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static Dictionary<string, string?> Settings(string folder, (string Name, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["Embedded__Path"] = folder,
            ["RateLimits__SendsPerMinute"] = "0",
            ["RateLimits__RequestsPerMinute"] = "0",
            ["RateLimits__ServiceSendsPerMinute"] = "0",
            ["RateLimits__ServiceRequestsPerMinute"] = "0",
            ["RateLimits__AnonymousPerMinute"] = "0",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    private static ServiceProcess Start(string program, Dictionary<string, string?> settings, params string[] arguments)
    {
        var start = program.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        // What the tests were started with is not what the service is started with.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        // Another build has its own.
        if (program == Present)
            start.Environment[Hooks] = typeof(StartupHook).Assembly.Location;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new ServiceProcess(Process.Start(start)!);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    [GeneratedRegex("Listening on ([^ \"]+)")]
    private static partial Regex Listens();

    [GeneratedRegex("^Allmine listens on (.+)$")]
    private static partial Regex Listening();
}
