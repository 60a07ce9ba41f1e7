using Allmine.Application.Messages.SendBatch;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.SendBatch;

public sealed class SendBatchTests
{
    private readonly ScriptedStore store = Samples.Fill(new ScriptedStore());

    private Service Service => new() { Store = store };

    /// <summary>A defect that one send meets is no other send's, also where both go to one chat.</summary>
    [Fact]
    public async Task Each_WhenOneMakesEveryRoundFail_ThenThatOneFailsAloneAndTheOthersAreSent()
    {
        store.BeforeCommit = (changes, _) => changes.Messages.Exists(message => message.Content == "bad") ? throw new InvalidOperationException("A defect") : Task.CompletedTask;

        var result = await Service.SendAsync(Callers.Person(Samples.Ada), Batch(false, Text(Samples.Team, "one"), Text(Samples.Team, "bad"), Text(Samples.Two, "two"), Text(Samples.Team, "three")));

        Assert.Equal([null, "server.error", null, null], result.Items.Select(item => item.Errors?[0].Name));
        Assert.Equal(["one", "three"], store.Messages.Where(message => message.ChatId == Samples.Team).Select(message => message.Content));
    }

    /// <summary>What follows a send of unknown outcome must not overtake it.</summary>
    [Fact]
    public async Task Each_WhenTheOutcomeOfOneIsUnknown_ThenLaterOnesOfItsChatAreNotTried()
    {
        var rounds = 0;
        store.BeforeCommit = (changes, _) => changes.Messages switch
        {
            // First as a defect, so that each is sent alone.
            { Count: > 1 } => throw new InvalidOperationException("A defect"),
            _ => ++rounds == 2 ? throw new StoreUnavailableException() : Task.CompletedTask,
        };

        var result = await Service.SendAsync(Callers.Person(Samples.Ada), Batch(false, Text(Samples.Team, "one"), Text(Samples.Team, "two"), Text(Samples.Team, "three")));

        Assert.Equal([null, "store.unavailable", "store.unavailable"], result.Items.Select(item => item.Errors?[0].Name));
        Assert.Equal(["one"], store.Messages.Select(message => message.Content));
        Assert.Equal(2, rounds);
    }

    [Fact]
    public async Task Atomic_WhenARecordThatAnItemNeedsCantBeRead_ThenTheItemIsNamed()
    {
        store.SpoilChat(Samples.Two);

        Assert.Equal("items[1].record.unreadable", await Service.RefusalAsync(Callers.Person(Samples.Ada), Batch(true, Text(Samples.Team, "one"), Text(Samples.Two, "two"))));
        Assert.Empty(store.Messages);
    }

    private static SendBatchCommand Batch(bool atomic, params BatchItem?[] items) => new(atomic, items, "key", DryRun: false);

    private static BatchItem Text(Id<Chat> chat, string content) =>
        new(new SendMessageCommand(MessageKindNames.NameOf(MessageKind.Text), chat.ToString(), null, content, null, null, null, null, false), null);
}
