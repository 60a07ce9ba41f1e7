using System.Diagnostics;
using Xunit.Abstractions;

namespace Allmine.Api.Tests.Processes;

/// <summary>
/// The kill test of <c>bench/kill.sh</c>, in its short form: SIGKILL in the middle of texts and credit transfers, then every
/// chat, every key, every wallet and <c>verify-ledger</c>. bench/README.md says what it looks at, and gives the long form.
/// </summary>
public sealed class KillStormTests(ITestOutputHelper output)
{
    private const int Kills = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public Task Service_WhenKilledAmidSends_ThenNothingAcknowledgedIsLostAndEachKeyHasOneEffect() => RunAsync("embedded");

    [SkippableFact]
    public Task Service_WhenKilledAmidSendsOnMongoDB_ThenNothingAcknowledgedIsLostAndEachKeyHasOneEffect()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        return RunAsync("mongodb");
    }

    private async Task RunAsync(string store)
    {
        string[] storm =
        [
            ProgramOf("bench", "Allmine.Bench.Load"), "kill", "--service", Path.Combine(AppContext.BaseDirectory, "Allmine.Api.dll"),
            "--store", store, "--kills", $"{Kills}", "--chats", "40", "--longest", "1",
        ];
        var start = new ProcessStartInfo("dotnet", storm) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A server of its own.
        start.Environment.Remove("ALLMINE_BENCH_MONGODB");
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var printed = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            output.WriteLine(printed + await errors);
            Assert.True(process.ExitCode == 0, printed + await errors);
            Assert.Contains($"kill {Kills}: ", printed, StringComparison.Ordinal);
        }
        finally
        {
            // It ends what it has started when it is asked to end; nothing is left to ask once it has ended.
            if (!process.HasExited)
            {
                using var kill = Process.Start("kill", [$"{process.Id}"]);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Another program of this repository, as the same build has made it.</summary>
    private static string ProgramOf(string folder, string name)
    {
        var own = Path.Combine("tests", "Allmine.Api.Tests");
        return Path.Combine(AppContext.BaseDirectory.Replace(own, Path.Combine(folder, name), StringComparison.Ordinal), $"{name}.dll");
    }
}
