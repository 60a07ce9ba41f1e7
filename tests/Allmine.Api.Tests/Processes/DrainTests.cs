using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Processes;

/// <summary>What a service does between the signal and its end.</summary>
public sealed class DrainTests
{
    private const string Setting = "Shutdown__DrainDelay";
    private const string Sender = "64d15f9e2e6c8f4d5a111111";
    private const string Send = """{ "type": "text", "chatId": "64d15f9e2e6c8f4d5a123456", "content": "x" }""";

    /// <summary>Far less than the delay of these services.</summary>
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Service_WhenAskedToEnd_ThenIsNotReadyAndTakesNewConnectionsUntilTheDelayIsOver()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path, (Setting, "00:01:00"));
        await service.UntilReadyAsync();
        using var kept = new HttpClient { BaseAddress = service.Address };
        Assert.False((await kept.GetAsync("/health/live")).Headers.ConnectionClose == true);

        await service.TerminateAsync();

        using (var http = new HttpClient { BaseAddress = service.Address })
        {
            await Eventually.HoldsAsync(() => http.GetAsync("/health/ready").GetAwaiter().GetResult().StatusCode == HttpStatusCode.ServiceUnavailable);
            (await new Caller(http, token: null).GetAsync("/health/ready")).ExpectError(503, "store.unavailable");
        }

        // Each answer gives its connection up, and the next one is taken all the same.
        for (var i = 0; i < 3; i++)
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            var sent = (await new Caller(http, Tokens.ForUser(Sender)).SendAsync(Send)).Expect(HttpStatusCode.Created);
            Assert.Equal("close", sent.Header("Connection"));
        }

        Assert.True((await kept.GetAsync("/health/live")).Headers.ConnectionClose);

        // Asked once more, it does not wait any longer.
        await service.TerminateAsync();
        Assert.Equal(0, await service.EndAsync().WaitAsync(Promptly));
    }

    [Fact]
    public async Task Service_WhenTheDelayIsOver_ThenEndsAndNobodyWhoHadConnectedIsLost()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path, (Setting, "00:00:01"));
        await service.UntilReadyAsync();
        using var end = new CancellationTokenSource();
        var answers = new int[4];
        var callers = answers.Select((_, caller) => Task.Run(() => ConnectAgainAndAgainAsync(service.Address, () => Interlocked.Increment(ref answers[caller]), end.Token))).ToList();
        await Eventually.HoldsAsync(() => Array.TrueForAll(answers, count => count > 0) || callers.Exists(caller => caller.IsCompleted));

        await service.TerminateAsync();
        Assert.Equal(0, await service.EndAsync().WaitAsync(Promptly));

        await end.CancelAsync();
        await Task.WhenAll(callers);
        Assert.All(answers, count => Assert.True(count > 0));
    }

    /// <summary>Makes a connection for each request until none is taken any more. Fails if one was taken, and its request was not answered.</summary>
    private static async Task ConnectAgainAndAgainAsync(Uri address, Action answered, CancellationToken end)
    {
        while (true)
        {
            using var handler = new SocketsHttpHandler();
            using var http = new HttpClient(handler) { BaseAddress = address };
            try
            {
                using var answer = await http.PostAsync("/health/live", new StringContent("x"), end);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                answered();
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
