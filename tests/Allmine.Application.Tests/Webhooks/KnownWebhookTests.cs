using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;

namespace Allmine.Application.Tests.Webhooks;

public sealed class KnownWebhookTests
{
    private const string Url = "https://receiver.example/";

    [Fact]
    public async Task Take_WhenAReadingIsOlder_ThenItChangesNothing()
    {
        await using var world = new DeliveryWorld();
        var (known, _) = await MakeAsync(world);
        var older = await world.Caller.Book.ReadAsync(default);
        await world.Caller.PutAsync("hook", Url + "other");
        known.Take(await world.Caller.Book.ReadAsync(default));
        known.Take(older);
        Assert.Equal(Url + "other", known.Webhook.Url);
    }

    [Fact]
    public async Task Owe_WhenItIsBeingWrittenDown_ThenNothingGoesOnAndWhatIsReadMeanwhileCountsLater()
    {
        await using var world = new DeliveryWorld();
        var (known, mail) = await MakeAsync(world);
        var line = world.Caller.Line;
        line.FailsOn = nameof(IWebhookStore.ReplaceRegistryAsync);
        Assert.True(known.MayGoOn);
        known.Owe();
        known.Owe();
        var id = known.Owed!.Id;
        Assert.Equal((true, false), (known.IsChanging, known.MayGoOn));
        known.Take(await world.Caller.Book.ReadAsync(default));
        Assert.Equal(id, known.Owed?.Id);
        line.FailsOn = null;
        await mail.Arrival;
        mail.See();
        Assert.Equal((false, false, id), (known.IsChanging, known.MayGoOn, known.Owed?.Id));
        Assert.Equal(id, (await world.FindAsync("hook")).OwedGap?.Id);
        known.Change(present => present with { OwedGap = null });
        await mail.Arrival;
        mail.See();
        Assert.True(known.MayGoOn);
    }

    /// <summary>Whoever goes on finds that it is missing once more.</summary>
    [Fact]
    public async Task End_WhenTheStoreIsAway_ThenAChangeIsNotTriedForEver()
    {
        await using var world = new DeliveryWorld();
        var (known, mail) = await MakeAsync(world);
        var line = world.Caller.Line;
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        line.FailsOn = nameof(IWebhookStore.ReplaceRegistryAsync);
        line.Calling = method =>
        {
            if (line.CallsOf(nameof(IWebhookStore.ReplaceRegistryAsync)) != 2 || method != nameof(IWebhookStore.ReplaceRegistryAsync))
                return;
            known.End();
            last.SetResult();
        };
        known.SwitchOff();
        await last.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await Task.Delay(100);
        line.FailsOn = null;
        await Task.Delay(100);
        Assert.Equal(2, line.CallsOf(nameof(IWebhookStore.ReplaceRegistryAsync)));
        Assert.True(known.IsChanging);
        Assert.False(mail.Arrival.IsCompleted);
    }

    [Fact]
    public async Task Take_WhenAnotherRunHasTakenItsPlace_ThenNothingMoreOfThisOneIsSent()
    {
        await using var world = new DeliveryWorld();
        var (known, _) = await MakeAsync(world);
        await world.Caller.Book.ChangeAsync(known.Webhook, one => one with { Live = new WebhookRun(world.Ids.NewId<RunKey>(), 7, null) }, default);
        known.Take(await world.Caller.Book.ReadAsync(default));
        Assert.Equal((false, false), (known.Webhook.IsActive, known.MayGoOn));
    }

    [Fact]
    public async Task Owed_WhenTheRunIsAReplay_ThenItOwesNothing()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        var webhook = await world.FindAsync("hook");
        var known = new KnownWebhook(webhook, new WebhookRun(world.Ids.NewId<RunKey>(), 0, 9), world.Caller.Tools, new Mailbox());
        known.Owe();
        Assert.False(known.IsChanging);
        Assert.Null(known.Owed);
    }

    private static async Task<(KnownWebhook Known, Mailbox Mail)> MakeAsync(DeliveryWorld world)
    {
        await world.Caller.PutAsync("hook", Url);
        var webhook = await world.FindAsync("hook");
        var mail = new Mailbox();
        return (new KnownWebhook(webhook, webhook.Live, world.Caller.Tools, mail), mail);
    }
}
