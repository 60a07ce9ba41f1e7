using System.Collections.Concurrent;
using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Processes;

/// <summary>How a service ends in the middle of its work, and what is left of that work.</summary>
public sealed class EndTests
{
    private const string Sender = "64d15f9e2e6c8f4d5a111111";
    private const string Chat = "64d15f9e2e6c8f4d5a123456";
    private const int Senders = 8;
    private const int EnoughAnswers = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Service_WhenAskedToEnd_ThenFinishesWhatItHasBegunAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path);

        var answered = await SendUntilAsync(service, service.TerminateAsync);

        Assert.Equal(0, await service.EndAsync());
        // Nobody was left without an answer to what was sent.
        Assert.Equal(answered.Order(), await StoredAsync(folder));
    }

    [Fact]
    public async Task Service_WhenKilled_ThenHasKeptEveryMessageThatItAnsweredFor()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path);

        var answered = await SendUntilAsync(service, () =>
        {
            service.Kill();
            return Task.CompletedTask;
        });

        await service.EndAsync();
        var stored = await StoredAsync(folder);
        Assert.Empty(answered.Except(stored));
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(sequence => (long)sequence), stored);
    }

    /// <summary>Sends from all sides until the service is gone, and gives the numbers of the messages that were answered for.</summary>
    private static async Task<IReadOnlyCollection<long>> SendUntilAsync(ServiceProcess service, Func<Task> end)
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        var caller = new Caller(http, Tokens.ForUser(Sender));
        var answered = new ConcurrentBag<long>();
        using var patience = new CancellationTokenSource(Patience);
        var senders = Enumerable.Range(0, Senders).Select(_ => SendAsync(caller, answered, patience.Token)).ToList();

        await Eventually.HoldsAsync(() => answered.Count >= EnoughAnswers);
        await end();

        await Task.WhenAll(senders);
        Assert.False(patience.IsCancellationRequested, "The service has not ended in time.");
        return answered;
    }

    private static async Task SendAsync(Caller caller, ConcurrentBag<long> answered, CancellationToken patience)
    {
        try
        {
            while (!patience.IsCancellationRequested)
            {
                var sent = await caller.SendAsync($$"""{ "type": "text", "chatId": "{{Chat}}", "content": "x" }""");
                answered.Add(sent.Expect(HttpStatusCode.Created)["sequence"].GetInt64());
            }
        }
        catch (HttpRequestException)
        {
            // The service is gone.
        }
    }

    /// <summary>The numbers of all messages of the chat, as a service that is started again reads them.</summary>
    private static async Task<IReadOnlyList<long>> StoredAsync(TemporaryFolder folder)
    {
        await using var service = new Service(new ServiceOptions(folder.Path));
        var all = new List<long>();
        while (true)
        {
            var page = await service.User(Sender).GetAsync($"/api/v2/messages/chat/{Chat}?after={all.Count}&limit=100");
            all.AddRange(page.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(item => item.GetProperty("sequence").GetInt64()));
            if (!page["hasMore"].GetBoolean())
                return all;
        }
    }
}
