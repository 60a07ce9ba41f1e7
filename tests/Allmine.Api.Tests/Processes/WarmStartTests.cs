using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Xunit.Abstractions;

namespace Allmine.Api.Tests.Processes;

/// <summary>
/// Ready means warm. What makes a first request slow is that thousands of methods are compiled for it; so they are counted, which
/// comes out the same on a busy machine. <c>bench/run.sh ready</c> measures the time.
/// </summary>
public sealed class WarmStartTests(ITestOutputHelper output)
{
    private const string Sender = "64d15f9e2e6c8f4d5a111111";
    private const string Target = "64d15f9e2e6c8f4d5a654321";
    private const string Chat = "64d15f9e2e6c8f4d5a123456";

    /// <summary>More than what another turn of some wait costs now and then, and a hundredth of what the warm-up compiles.</summary>
    private const int Few = 40;

    [Fact]
    public Task FirstSend_WhenTheServiceIsReady_ThenHardlyAnythingIsCompiledForIt() => AssertWarmAsync();

    [SkippableFact]
    public async Task FirstSend_WhenTheServiceIsReadyOnMongoDB_ThenHardlyAnythingIsCompiledForIt()
    {
        await using var database = await OwnMongoDatabase.DemandAsync();
        await AssertWarmAsync(("ConnectionStrings__MongoDB", database.ConnectionString));
    }

    private async Task AssertWarmAsync(params (string Name, string? Value)[] settings)
    {
        using var folder = new TemporaryFolder();
        var compiled = Path.Combine(folder.Path, "compiled.txt");
        // The first start puts the development data into the store; the second finds them, and sends nothing by itself. It ends in good order: the
        // second would clear up after a dead one in the middle of what is counted.
        await using (var first = await ServiceProcess.StartAsync(folder.Path, settings))
        {
            await first.TerminateAsync();
            Assert.Equal(0, await first.EndAsync());
        }

        await using var service = await ServiceProcess.StartAsync(folder.Path, [
            .. settings,
            ("DOTNET_STARTUP_HOOKS", typeof(WarmStartTests).Assembly.Location),
            (StartupHook.Variable, compiled),
            // What is called often is not compiled once more.
            ("DOTNET_TC_CallCounting", "0"),
        ]);
        await service.UntilReadyAsync();
        using var http = new HttpClient { BaseAddress = service.Address };
        var sender = new Caller(http, Tokens.ForUser(Sender));

        // What the end of a connection compiles is none of a send's: those that the warm-up has made are over by then.
        await Eventually.HoldsAsync(async () => (await http.GetStringAsync("/metrics")).Split('\n').Single(line => line.StartsWith("kestrel_active_connections{", StringComparison.Ordinal)).EndsWith(" 1", StringComparison.Ordinal));
        await QuietAsync(compiled);
        var before = await ReadAsync(compiled);
        Assert.True(before.Length > 100 * Few, $"Only {before.Length} methods were seen.");
        await ExpectFewAsync("a text", before.Length, () => sender.SendAsync($$"""{ "type": "text", "chatId": "{{Chat}}", "content": "x" }""", ("Idempotency-Key", "first")));
        await ExpectFewAsync("one without a key", 0, () => sender.SendAsync($$"""{ "type": "text", "targetUserId": "{{Target}}", "content": "x" }"""));
        await ExpectFewAsync("a transfer", 0, () => sender.SendAsync(
            $$"""{ "type": "credit_transfer", "targetUserId": "{{Target}}", "creditTransfer": { "amount": 1 } }""", ("Idempotency-Key", "second")));

        async Task ExpectFewAsync(string what, int known, Func<Task<Reply>> send)
        {
            known = known == 0 ? (await ReadAsync(compiled)).Length : known;
            (await send()).Expect(HttpStatusCode.Created);
            // The recording of the feed begins when a commit is done, and nobody waits for it.
            var methods = (await ReadAsync(compiled))[known..].Where(method => !method.Contains("Feed", StringComparison.Ordinal)).ToArray();
            output.WriteLine($"{what}: {methods.Length}\n{string.Join('\n', methods)}");
            // What it compiles of the runtime's and the driver's own is not told apart from a send's.
            Assert.True(methods.Length <= 2 * Few, $"{methods.Length} methods were compiled for {what}:\n{string.Join('\n', methods)}");
        }
    }

    /// <summary>What is compiled is written down a little later: waits until nothing comes any more.</summary>
    private static Task QuietAsync(string file)
    {
        var (seen, same) = (0, 0);
        return Eventually.HoldsAsync(async () =>
        {
            var now = (await ReadAsync(file)).Length;
            (seen, same) = (now, now == seen ? same + 1 : 0);
            return same == 20;
        });
    }

    private static async Task<string[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync()).Split('\n');
    }
}
