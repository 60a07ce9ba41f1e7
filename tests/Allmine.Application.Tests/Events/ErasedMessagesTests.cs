using Allmine.Application.Events;
using Allmine.Application.Events.CatchUp;
using Allmine.Application.Ports.Events;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Events;

/// <summary>What memory holds of a message is not told any more once its deletion has come by.</summary>
public sealed class ErasedMessagesTests
{
    private static readonly Message Sent = Message.Text(new MessageHeader(Samples.NewMessageId(), Samples.Team, 1, Samples.Ada, Samples.Noon), MessageText.From("Secret"));
    private static readonly Message Edited = Sent.Edit(new MessageEdit(Change<string>.To("Other secret"), default), 2, Samples.Noon);
    private static readonly Message Reacted = Edited.React(Samples.Bob, "👍", 3, Samples.Noon);
    private static readonly Message Deleted = Reacted.Delete(4, Samples.Noon);
    private static readonly Message Other = Message.Text(new MessageHeader(Samples.NewMessageId(), Samples.Team, 2, Samples.Ada, Samples.Noon) { Change = 5 }, MessageText.From("Other"));

    private static readonly StoreEvent[] History =
    [
        new MessageCreated(Sent, [Samples.Ada, Samples.Bob]),
        new MessageAltered(Edited, AlterationKind.Edited, null, null, [Samples.Ada, Samples.Bob]),
        new MessageAltered(Reacted, AlterationKind.Reacted, Samples.Bob, "👍", [Samples.Ada, Samples.Bob]),
        new MessageUpdated(Reacted, [Samples.Ada]),
        new MessageCreated(Other, [Samples.Ada]),
    ];

    private static readonly MessageAltered Deletion = new(Deleted, AlterationKind.Deleted, null, null, [Samples.Ada, Samples.Bob]);

    [Fact]
    public void Ring_WhenTheDeletionHasComeBy_ThenWhatCameBeforeIsTheTombstoneWithItsOwnChange()
    {
        var ring = Filled(new EventOptions());
        Assert.Equal("Secret", ring.Find(0)!.Value.Event!.About!.Value.Readable!.Content);

        Add(ring, Deletion);

        var told = Enumerable.Range(0, 6).Select(number => ring.Find(number)!.Value.Event!).ToList();
        Assert.Equal([1L, 2, 3, 3, 5, 4], told.Select(happened => happened.About!.Value.Change));
        Assert.All(told.Where((_, i) => i != 4), happened => Assert.Equal((true, null), (happened.About!.Value.Readable!.IsDeleted, happened.About.Value.Readable.Content)));
        Assert.Equal("Other", told[4].About!.Value.Readable!.Content);
        Assert.Equal(History.Select(happened => (happened.GetType(), happened.Recipients)), told[..5].Select(happened => (happened.GetType(), happened.Recipients)));
        Assert.Equal(AlterationKind.Reacted, Assert.IsType<MessageAltered>(told[2]).Kind);
        Assert.Equal(ScriptedFeed.PositionOf(1), ring.Find(0)!.Value.Position);
    }

    [Fact]
    public void Ring_WhenTheDeletionCantBeRead_ThenNothingOfTheMessageIsToldEither()
    {
        var ring = Filled(new EventOptions());

        Add(ring, Deletion with { Message = new StoredMessage(new UnreadableMessage(Sent.Id, Sent.ChatId, 1, Samples.Noon) { Change = 4 }) });

        Assert.Equal((null, 2L, Sent.Id), (ring.Find(1)!.Value.Event!.About!.Value.Readable, ring.Find(1)!.Value.Event!.About!.Value.Change, ring.Find(1)!.Value.Event!.About!.Value.Unreadable!.Id!.Value));
    }

    /// <summary>Who has left the chat by then may still be on the way to what was told of it before.</summary>
    [Fact]
    public void Ring_WhenNobodyIsLeftToHearOfTheDeletion_ThenWhatCameBeforeIsTheTombstoneAllTheSame()
    {
        var ring = Filled(new EventOptions());

        Add(ring, Deletion with { Recipients = [] });

        Assert.True(ring.Find(0)!.Value.Event!.About!.Value.Readable!.IsDeleted);
    }

    /// <summary>The deletion leaves the ring after all that came before it: then there is nothing left to be kept in mind.</summary>
    [Fact]
    public void Ring_WhenTheDeletionHasLeft_ThenItIsForgotten()
    {
        var ring = Filled(new EventOptions { MaxEvents = 6 });
        Add(ring, Deletion);
        var item = new FeedItem(ScriptedFeed.PositionOf(1), History[0]);
        Assert.True(ring.AsNow(item).Event!.About!.Value.Readable!.IsDeleted);

        for (var i = 0; i < 5; i++)
            Add(ring, History[4]);
        Assert.True(ring.AsNow(item).Event!.About!.Value.Readable!.IsDeleted);
        Add(ring, History[4]);

        Assert.Equal(item, ring.AsNow(item));
    }

    [Fact]
    public void Shelf_WhenTheDeletionHasComeBy_ThenWhatLiesThereAndWhatComesIsTheTombstone()
    {
        var ring = Filled(new EventOptions());
        var shelf = new CatchUpShelf(1 << 20, ring.AsNow);
        var part = new CatchUpPart(Samples.Ada, ScriptedFeed.PositionOf(0));
        shelf.Put(part, new FeedItem(ScriptedFeed.PositionOf(1), History[0]));
        shelf.Put(part, new FeedItem(ScriptedFeed.PositionOf(5), History[4]));

        Add(ring, Deletion);
        shelf.Renew(ErasedMessages.DeletedBy(Deletion)!.Value);
        shelf.Put(part, new FeedItem(ScriptedFeed.PositionOf(3), History[2]));

        var told = new List<StoredMessage>();
        while (shelf.TryTake(part, out var item))
            told.Add(item.Event!.About!.Value);
        Assert.Equal([(1L, true), (5, false), (3, true)], told.Select(message => (message.Change, message.Readable!.IsDeleted)));
        Assert.Equal(0, shelf.Weight);
    }

    [Fact]
    public void Weight_WhenThereAreManyReactors_ThenTheyCount()
    {
        var message = Sent;
        var alone = new MessageCreated(message, []).Weight;
        for (var i = 0; i < 200; i++)
            message = message.React(Id<User>.Parse(i.ToString("x24", null)), $"{i % 20}", 2 + i, Samples.Noon);

        Assert.InRange(new MessageAltered(message, AlterationKind.Reacted, Samples.Bob, "1", []).Weight - alone, 200 * 20, 200 * 100);
        Assert.Equal(2 * 1000, new MessageCreated(Message.Text(new MessageHeader(Sent.Id, Sent.ChatId, 1, Sent.SenderId, Samples.Noon), MessageText.From(new string('a', 1006))), []).Weight - alone);
    }

    private static EventRing Filled(EventOptions options)
    {
        var ring = new EventRing(options);
        ring.Reset(ScriptedFeed.PositionOf(0));
        foreach (var happened in History)
            Add(ring, happened);
        return ring;
    }

    private static void Add(EventRing ring, StoreEvent happened) => ring.Add(new FeedItem(ScriptedFeed.PositionOf((int)ring.Next + 1), happened));
}
