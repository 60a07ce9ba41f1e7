using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Events;

/// <summary>What has become of messages, as the feed of events gives it: each as of its change, whatever came after it.</summary>
public abstract class AlterationFeedContract(IStoreFixture store) : StoreContract(store)
{
    private static readonly MediaContent Film = new(MediaKind.Video, "Tatil.mp4", 5, 1.5, 4, 3, "film.mp4", ThumbnailKey: null);

    [SkippableFact]
    public async Task Read_WhenMessagesAreSentAndAltered_ThenEachChangeIsToldAsOfThenAndInOrder()
    {
        var chat = await AddDirectChatAsync();
        var (one, other) = (chat.Members[0].UserId, chat.Members[1].UserId);
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var expected = new List<(AlterationKind? Kind, Message Message, Id<User>? UserId, string? Emoji)>();
        var message = await SendFilmAsync(chat);
        expected.Add((null, message, null, null));
        Alter[] alters =
        [
            Alter.React(other, "👍"), Alter.Edit("second"), Alter.Pin, Alter.React(one, "👍"), Alter.Show("film.mp4", "later.jpg"), Alter.Edit(null, "{\"n\":1}"),
            Alter.Unreact(other, "👍"), Alter.Unpin,
        ];
        foreach (var alter in alters)
            expected.Add((alter.Kind, message = await AlterAsync(message, alter), alter.UserId, alter.Emoji));

        var told = (await feed.TakeAsync(expected.Count)).ConvertAll(item => item.Event!);

        AssertTold(expected, told);
        Assert.All(told, happened => Assert.Equal([one, other], happened.Recipients));
        // The same for whoever comes back, when all of it has happened.
        await Store.ReopenAsync();
        await using var again = await FeedReader.OpenAsync(Store.Events, feed.Start);
        AssertTold(expected, (await again.TakeAsync(expected.Count)).ConvertAll(item => item.Event!));
    }

    [SkippableFact]
    public async Task Read_WhenOneCommitSendsAndAlters_ThenItsEventsComeInTheOrderOfTheirChanges()
    {
        var chats = new[] { await AddDirectChatAsync(), await AddDirectChatAsync() };
        var first = new[] { (await SendAsync(chats[0].Id, 1))[0], (await SendAsync(chats[1].Id, 1))[0] };
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var round = new ChangeSet();
        var expected = new Dictionary<Id<Chat>, List<(AlterationKind?, Message, Id<User>?, string?)>>();
        foreach (var (chat, before) in chats.Zip(first))
        {
            var change = await ChangeOfAsync(chat.Id);
            var sender = chat.Members[0].UserId;
            var pinned = Apply(round, change, before, Alter.Pin);
            var second = Append(round, change, sender);
            var edited = Apply(round, change, second, Alter.Edit("edited"));
            var reacted = Apply(round, change, pinned, Alter.React(sender, "👍"));
            var twice = Apply(round, change, edited, Alter.Edit("edited twice"));
            var third = Append(round, change, sender);
            expected[chat.Id] =
            [
                (AlterationKind.Pinned, pinned, null, null), (null, second, null, null), (AlterationKind.Edited, edited, null, null),
                (AlterationKind.Reacted, reacted, sender, "👍"), (AlterationKind.Edited, twice, null, null), (null, third, null, null),
            ];
        }

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        var told = (await feed.TakeAsync(12)).ConvertAll(item => item.Event!);
        foreach (var chat in chats)
            AssertTold(expected[chat.Id], told.Where(happened => MessageOf(happened).ChatId == chat.Id).ToList());
    }

    /// <summary>Nothing keeps what a deleted message was: whoever hears of its past hears of its place.</summary>
    [SkippableFact]
    public async Task Read_WhenTheMessageWasDeletedSince_ThenItsPastIsToldAsItsPlaceWithTheNumberOfEachChange()
    {
        var chat = await AddDirectChatAsync();
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var message = await SendFilmAsync(chat);
        Alter[] alters = [Alter.React(chat.Members[1].UserId, "👍"), Alter.Edit("second"), Alter.Show("film.mp4", "later.jpg"), Alter.Pin, Alter.Delete];
        foreach (var alter in alters)
            message = await AlterAsync(message, alter);

        await using var late = await FeedReader.OpenAsync(Store.Events, feed.Start);
        var told = (await late.TakeAsync(1 + alters.Length)).ConvertAll(item => item.Event!);

        Assert.IsType<MessageCreated>(told[0]);
        Assert.Equal(alters.Select(alter => alter.Kind), told.Skip(1).Select(happened => Assert.IsType<MessageAltered>(happened).Kind));
        foreach (var (happened, change) in told.Zip(Enumerable.Range(1, told.Count)))
        {
            var then = MessageOf(happened).GetReadable();
            Assert.Equal(change, then.Change);
            ShouldBe.Same(message.AsOf(MessageLife.Untouched with { Change = change == 1 ? null : change }), then);
            Assert.True(then is { IsDeleted: true, Content: null, Media: null, Life.Reactions: [], Life.PinnedAt: null });
        }
    }

    [SkippableFact]
    public async Task Read_WhenAnAlteredMessageCantBeRead_ThenEachChangeIsToldWithItsNumberAndTheNextOneToo()
    {
        var chat = await AddDirectChatAsync();
        var first = (await SendAsync(chat.Id, 1))[0];
        first = await AlterAsync(first, Alter.Pin);
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var message = (await SendAsync(chat.Id, 1))[0];
        message = await AlterAsync(message, Alter.Edit("x"));
        message = await AlterAsync(message, Alter.React(chat.Members[0].UserId, "👍"));
        var next = (await SendAsync(chat.Id, 1))[0];
        Assert.True(await Store.SpoilAsync("messages", message.Id.ToBytes()));

        await using var late = await FeedReader.OpenAsync(Store.Events, feed.Start);
        var told = (await late.TakeAsync(4)).ConvertAll(item => MessageOf(item.Event!));

        Assert.Equal([3L, 4, 5, 6], told.Select(happened => happened.Change));
        Assert.All(told.Take(3), happened => Assert.Equal((chat.Id, 2), (happened.ChatId, happened.Sequence)));
        ShouldBe.Same(next, told[3]);
    }

    [SkippableFact]
    public async Task Read_WhenAnAlterationConflicts_ThenNothingComesOfIt()
    {
        var chat = await AddDirectChatAsync();
        var message = (await SendAsync(chat.Id, 1))[0];
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var (stale, round) = (await ChangeOfAsync(chat.Id), new ChangeSet());
        var pinned = await AlterAsync(message, Alter.Pin);
        Apply(round, stale, message, Alter.Edit("too late"));

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));
        var next = (await SendAsync(chat.Id, 1))[0];

        var told = (await feed.TakeAsync(2)).ConvertAll(item => MessageOf(item.Event!));
        ShouldBe.Same(pinned, told[0]);
        ShouldBe.Same(next, told[1]);
    }

    private static StoredMessage MessageOf(StoreEvent happened) => happened switch
    {
        MessageCreated created => created.Message,
        MessageAltered altered => altered.Message,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
    };

    private static void AssertTold(List<(AlterationKind? Kind, Message Message, Id<User>? UserId, string? Emoji)> expected, List<StoreEvent> told)
    {
        Assert.Equal(expected.Count, told.Count);
        foreach (var (wanted, happened) in expected.Zip(told))
        {
            ShouldBe.Same(wanted.Message, MessageOf(happened));
            var altered = happened as MessageAltered;
            Assert.Equal((wanted.Kind, wanted.UserId, wanted.Emoji), (altered?.Kind, altered?.UserId, altered?.Emoji));
        }
    }

    private async Task<Message> SendFilmAsync(Chat chat)
    {
        var round = new ChangeSet();
        var message = Append(
            round,
            await ChangeOfAsync(chat.Id),
            place => Message.OfMedia(place with { Attributes = new MessageAttributes("{\"b\":true}", true, null, []) }, Film, "first"),
            chat.Members[0].UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return message;
    }
}
