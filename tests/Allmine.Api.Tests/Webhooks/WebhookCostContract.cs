using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>What webhooks cost those who send: nothing. And how many there may be.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
/// <param name="receiver">Who is sent to.</param>
public abstract class WebhookCostContract(Service? service, WebhookReceiver receiver)
{
    private const int Greatest = 20;

    protected Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableFact]
    public async Task Send_WhenThereAreTwentyWebhooks_ThenItsCommitDoesWhatItDoesWithoutAny()
    {
        var conversation = await Service.NewConversationAsync();
        await conversation.SendAsync("The chat is in memory from now on.");
        await BeginAsync();
        var without = await CountAsync(conversation);

        var webhooks = new List<TestWebhook>();
        for (var i = 0; i < Greatest; i++)
            webhooks.Add(await TestWebhook.NewAsync(Service, receiver.NewMailbox()));
        await conversation.SendAsync("It has been delivered to all of them.");
        foreach (var webhook in webhooks)
            await webhook.Mailbox.UntilAsync(conversation.ChatId, 1);
        var with = await CountAsync(conversation);

        Assert.Contains(Essence, without);
        Assert.Equal(without, with);
        foreach (var webhook in webhooks)
        {
            await webhook.Mailbox.UntilAsync(conversation.ChatId, 2);
            await webhook.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Put_WhenThereAreTwenty_ThenTheNextOneIsRefusedUntilOneIsGone()
    {
        var webhooks = new List<TestWebhook>();
        for (var i = 0; i < Greatest; i++)
            webhooks.Add(await TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["active"] = false }));
        var (path, body) = (TestWebhook.PathOf(Tokens.NewId()), $$"""{ "url": "{{receiver.NewMailbox().Url}}" }""");

        (await Service.Backend.PutAsync(path, body)).ExpectError(409, "webhook.limit");
        await webhooks[0].PutAsync("""{ "types": ["user.updated"] }""");
        Assert.Equal(Greatest, (await Service.Backend.GetAsync("/api/v2/webhooks"))["items"].GetArrayLength());

        await webhooks[0].DisposeAsync();
        (await Service.Backend.PutAsync(path, body)).Expect(HttpStatusCode.Created);
        (await Service.Backend.PutAsync(TestWebhook.PathOf(Tokens.NewId()), body)).ExpectError(409, "webhook.limit");
        (await Service.Backend.SendAsync(HttpMethod.Delete, path, null)).Expect(HttpStatusCode.NoContent);
        foreach (var webhook in webhooks)
            await webhook.DisposeAsync();
        Assert.Equal(0, (await Service.Backend.GetAsync("/api/v2/webhooks"))["items"].GetArrayLength());
    }

    /// <summary>What no commit of a send is without: that it is counted at all.</summary>
    protected abstract string Essence { get; }

    /// <summary>Listens to what commits do from now on.</summary>
    protected abstract Task BeginAsync();

    /// <summary>What commits have done since this was last asked.</summary>
    protected abstract IReadOnlyList<string> Take();

    private async Task<IReadOnlyList<string>> CountAsync(Conversation conversation)
    {
        Take();
        await conversation.SendAsync("counted");
        return Take();
    }
}
