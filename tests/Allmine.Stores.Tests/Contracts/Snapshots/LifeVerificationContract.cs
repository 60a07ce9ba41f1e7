using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;

namespace Allmine.Stores.Tests.Contracts.Snapshots;

/// <summary>The verification of what has become of messages: what is sound, and each sort of fault, planted behind the back of every guard.</summary>
public abstract class LifeVerificationContract(IStoreFixture store) : CreditsContract(store)
{
    private static readonly MediaContent Film = new(MediaKind.Video, "Tatil.mp4", 5, 1000, 4, 3, "film.mp4", null);

    private Id<User> other;

    /// <summary>Message 1, with a reaction and pinned.</summary>
    protected Message Credits { get; private set; } = null!;

    /// <summary>Message 2, of version 3; nothing is left of its reaction and its pin.</summary>
    protected Message Edited { get; private set; } = null!;

    /// <summary>Message 3, edited before.</summary>
    protected Message Deleted { get; private set; } = null!;

    /// <summary>Message 4, whose thumbnail was made later.</summary>
    protected Message Shown { get; private set; } = null!;

    /// <summary>Message 5.</summary>
    protected Message Unaltered { get; private set; } = null!;

    /// <summary>Of a chat where nothing was altered.</summary>
    protected Message Elsewhere { get; private set; } = null!;

    public static TheoryData<string, string> Faults => new()
    {
        { "an alteration removed", "has an alteration 3 (change 6) where alteration 2 should be" },
        { "the last alteration removed", "says that it has had 11 alterations; it has 10" },
        { "the only alteration of a message removed", "says that change 15 has altered it last; none has" },
        { "a chat's count of alterations", "says that it has had 12 alterations; it has 11" },
        { "an alteration's last number", "has an alteration 3 (change 4) where alteration 2 should be" },
        { "a chat's last number", "came after message 4; the chat says that its last message is 3" },
        { "a chat removed", "There are alterations of chat " },
        { "the change of a sending", "says that change 17 has sent it; it was change 16" },
        { "the change of a sending where nothing was altered", "says that change 2 has sent it; it was change 1" },
        { "a message's last change", "says that change 99 has altered it last; it was change 13" },
        { "an alteration's message", "as number 4, which is " },
        { "an alteration's number of a message", "as number 5, and no message there was altered" },
        { "an alteration before its message", "is of message 4, and the chat had 3 then" },
        { "an alteration after the deletion", "which was deleted by change 6" },
        { "a deletion that is none", "is marked as deleted; its last change was 'edited'" },
        { "a deletion that nobody sees", "is not deleted; its last change was 'deleted'" },
        { "content of a deleted message", "still has its content" },
        { "metadata of a deleted message", "still has its metadata" },
        { "mentions of a deleted message", "still has its mentions" },
        { "the pin of a deleted message", "still has its pin" },
        { "words of a deleted message", "still has words of the deleted message" },
        { "a reaction to a deleted message", "still has a reaction to the deleted message" },
        { "words of no edit", "and is no edit" },
        { "words of an edit removed", "and is an edit" },
        { "words of another version", "has version 7 of the message" },
        { "a message's version", "has version 2; it was edited 2 times" },
        { "credits edited", "is marked as edited" },
        { "credits deleted", "is marked as deleted" },
        { "an edit of credits", "was edited" },
        { "a deletion of credits", "was deleted" },
        { "a pin removed", "is pinned; it is not among the pins of chat " },
        { "a pin of a message that is not pinned", "(number 5), which is not pinned" },
        { "a pin twice", " twice" },
        { "a pin's number", "as number 2; it is 1" },
        { "a message pinned by nobody", "it is not among the pins of chat " },
    };

    /// <summary>A change of the chat itself alters no message, and its line may be pinned like any other.</summary>
    [SkippableTheory]
    [InlineData(null, null, null)]
    [InlineData("lastSequence", 2L, "names message 1 as its line, and the chat had 2 then")]
    [InlineData("sequence", 2L, "names message 2 as its line, and the chat had 1 then")]
    [InlineData("kind", "pinned", "and no message there was altered")]
    public async Task Verify_WhenAChatHasChanged_ThenItsLineMustBeItsLastMessageThen(string? field, object? value, string? expected)
    {
        var chat = await AddGroupAsync(2);
        await ChangeChatAsync(chat.Id, chat.Members[0].UserId, (group, _) => group.Update(Change<string>.To("new"), default));
        await AlterAsync((await SendAsync(chat.Id, 1))[0], Alter.Pin);
        await AlterAsync(await ChangeChatAsync(chat.Id, chat.Members[0].UserId, (group, _) => group.Update(Change<string>.To("newer"), default)), Alter.Pin);
        await AssertSoundAsync();
        if (field is null)
            return;

        await Store.TamperAlterationAsync(chat.Id.ToBytes(), 2, field, value);

        Assert.Contains(expected!, string.Join('\n', (await VerifyAsync()).Problems), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Verify_WhenMessagesHaveALifeOfEveryKind_ThenTheStoreIsSound()
    {
        await FillAsync();

        var report = await VerifyAsync();

        Assert.True(report.IsSound, report.Fault);
        Assert.Equal((2, 6, 11), (report.Chats, report.Messages, report.Alterations));
    }

    [SkippableTheory]
    [MemberData(nameof(Faults))]
    public async Task Verify_WhenSomethingIsWrong_ThenItIsNamed(string fault, string sentence)
    {
        await FillAsync();
        await PlantAsync(fault);

        var report = await VerifyAsync();

        var told = Assert.Single(report.Problems, problem => problem.Contains(sentence, StringComparison.Ordinal));
        Assert.Contains(Ids, id => told.Contains(id, StringComparison.Ordinal));
        Assert.False(report.IsCut);
    }

    /// <summary>Whatever names a message that can't be read is not held to be wrong.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Verify_WhenAnAlteredMessageCantBeRead_ThenNothingElseIsSaid(long sequence)
    {
        await FillAsync();
        var message = new[] { Credits, Edited, Shown }.Single(message => message.Sequence == sequence);
        Assert.True(await Store.SpoilAsync("messages", message.Id.ToBytes()));

        Assert.StartsWith($"The stored message {message.Id} can't be read: ", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Verify_WhenAChatCantBeRead_ThenNothingElseIsSaid()
    {
        await FillAsync();
        Assert.True(await Store.SpoilAsync("chats", Credits.ChatId.ToBytes()));

        Assert.StartsWith($"The stored chat {Credits.ChatId} can't be read: ", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Verify_WhenAChatHasAsManyPinsAsItCanHave_ThenOneMoreIsAFault()
    {
        var chat = await AddDirectChatAsync();
        var messages = await SendAsync(chat.Id, Chat.MaxPins + 1);
        var round = new ChangeSet();
        var change = await ChangeOfAsync(chat.Id);
        messages.SkipLast(1).ToList().ForEach(message => Apply(round, change, message, Alter.Pin));
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        await AssertSoundAsync();

        await Store.TamperPinsAsync(chat.Id.ToBytes(), [.. messages.Select(message => new Pin(message.Id, message.Sequence))]);

        Assert.Equal($"Chat {chat.Id} has 101 pins; 100 are the most.", Assert.Single((await VerifyAsync()).Problems));
    }

    /// <summary>From its sending until its file is abandoned, there is always something that will see to the file.</summary>
    [SkippableFact]
    public async Task Verify_WhenAFileGoesItsWay_ThenTheStoreIsSoundAtEachStep()
    {
        await FillAsync();
        await AddFileAsync("a.jpg", FileState.Staged);
        var kept = await AddFileAsync("b.jpg", FileState.Bound);
        await SendAsync(Credits.SenderId, place => Message.OfMedia(place, kept.Content));
        await SendAsync(Credits.SenderId, place => Message.OfMedia(place, kept.Content));
        var file = await AddFileAsync("c.jpg", FileState.Bound);
        var message = await SendAsync(Credits.SenderId, place => Message.OfMedia(place, file.Content));
        await AssertSoundAsync();

        await AlterAsync(message, Alter.Delete);
        await AssertSoundAsync();
        while (await Store.Erasures.ClaimAsync(Alter.At, Alter.At.AddSeconds(20), None) is { } erasure)
        {
            if (erasure.MediaKey is null)
                await Store.Erasures.EndAsync(erasure, None);
            else
                await Store.Erasures.ReleaseAsync(erasure, Alter.At.AddSeconds(40), None);
        }

        await AssertSoundAsync();
        await Store.Erasures.EndAsync((await Store.Erasures.ClaimAsync(Alter.At.AddHours(1), Alter.At.AddHours(2), None))!, None);
        await AssertSoundAsync();
    }

    [SkippableTheory]
    [InlineData(FileState.Bound)]
    [InlineData(FileState.Released)]
    public async Task Verify_WhenNothingWillRemoveAFileThatNoMessageCarries_ThenItIsNamed(FileState state)
    {
        await FillAsync();
        var file = await AddFileAsync("g.jpg", state);
        var before = await AddFileAsync("a.jpg", FileState.Bound);
        await SendAsync(Credits.SenderId, place => Message.OfMedia(place, before.Content));

        Assert.Equal($"The file {file.Id} is kept; no message carries it, no chat has it as its photo, and no erasure will remove it.", Assert.Single((await VerifyAsync()).Problems));
    }

    /// <summary>It may carry the file.</summary>
    [SkippableFact]
    public async Task Verify_WhenAMessageCantBeRead_ThenNoFileIsHeldToBeLeftOver()
    {
        await FillAsync();
        var file = await AddFileAsync("a.jpg", FileState.Bound);
        var message = await SendAsync(Credits.SenderId, place => Message.OfMedia(place, file.Content));
        Assert.True(await Store.SpoilAsync("messages", message.Id.ToBytes()));
        await AddFileAsync("b.jpg", FileState.Bound);

        Assert.StartsWith($"The stored message {message.Id} can't be read: ", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
    }

    private async Task<UploadedFile> AddFileAsync(string key, FileState state)
    {
        var id = NewId<UploadedFile>();
        var file = new UploadedFile(id, Credits.SenderId, new MediaContent(MediaKind.Image, key, 5, null, 4, 3, $"{id}{key}", null), Noon, state);
        await Store.Files.AddAsync(file, None);
        return file;
    }

    /// <summary>A chat with credits, texts and a film; what has become of them takes eleven of its sixteen changes.</summary>
    protected async Task FillAsync()
    {
        var sender = await AddUserWithAsync(100);
        other = await AddUserAsync();
        Credits = (await NewNode().CommitAsync(Transfer(sender, other, 25))).Message;
        Edited = await SendAsync(sender, place => Message.Text(place, MessageText.From("first")));
        Edited = await AlterAsync(Edited, Alter.Edit("second"));
        Edited = await AlterAsync(Edited, Alter.Edit("third", "{\"a\":1}"));
        var goesWith = new MessageAttributes("{\"a\":1}", true, new MessageReference(Credits.Id, 1), [other]);
        Deleted = await SendAsync(sender, place => Message.Text(place with { Attributes = goesWith }, MessageText.From("Merhaba")));
        Deleted = await AlterAsync(Deleted, Alter.Edit("other"));
        Deleted = await AlterAsync(Deleted, Alter.Delete);
        Credits = await AlterAsync(Credits, Alter.React(other, "🙏"));
        Credits = await AlterAsync(Credits, Alter.Pin);
        foreach (var alter in new[] { Alter.React(other, "👍"), Alter.Unreact(other, "👍"), Alter.Pin, Alter.Unpin })
            Edited = await AlterAsync(Edited, alter);
        Shown = await SendAsync(sender, place => Message.OfMedia(place, Film));
        Shown = await AlterAsync(Shown, Alter.Show("film.mp4", "film-t.jpg"));
        Unaltered = await SendAsync(sender, place => Message.Text(place, MessageText.From("last")));
        Elsewhere = (await SendAsync((await AddDirectChatAsync()).Id, 1))[0];
    }

    protected Task TamperAsync(Message message, string field, object value) => Store.TamperAsync("messages", message.Id.ToBytes(), field, value);

    protected Task TamperAlterationAsync(long change, string field, object? value) => Store.TamperAlterationAsync(Credits.ChatId.ToBytes(), change, field, value);

    private IEnumerable<string> Ids =>
        new[] { Credits, Edited, Deleted, Shown, Unaltered, Elsewhere }.SelectMany(message => new[] { $"{message.ChatId}", $"{message.Id}" });

    private async Task<Message> SendAsync(Id<User> sender, Func<MessageHeader, Message> write)
    {
        var round = new ChangeSet();
        var message = Append(round, await ChangeOfAsync(Credits.ChatId), write, sender, Credits.CreatedAt);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return message;
    }

    private Task PlantAsync(string fault) => fault switch
    {
        "an alteration removed" => Store.RemoveAlterationAsync(Credits.ChatId.ToBytes(), 4),
        "the last alteration removed" or "the only alteration of a message removed" => Store.RemoveAlterationAsync(Credits.ChatId.ToBytes(), 15),
        "a chat's count of alterations" => Store.TamperAsync("chats", Credits.ChatId.ToBytes(), "alterationCount", 12L),
        "an alteration's last number" => TamperAlterationAsync(4, "lastSequence", 1L),
        "a chat's last number" => Store.TamperAsync("chats", Credits.ChatId.ToBytes(), "lastSequence", 3L),
        "a chat removed" => Store.RemoveAsync("chats", Credits.ChatId.ToBytes()),
        "the change of a sending" => TamperAsync(Unaltered, "change", 17L),
        "the change of a sending where nothing was altered" => TamperAsync(Elsewhere, "change", 2L),
        "a message's last change" => TamperAsync(Edited, "life.change", 99L),
        "an alteration's message" => TamperAlterationAsync(15, "messageId", NewId<Message>().ToBytes()),
        "an alteration's number of a message" => TamperAlterationAsync(15, "sequence", 5L),
        "an alteration before its message" => TamperAlterationAsync(15, "lastSequence", 3L),
        "an alteration after the deletion" => TamperAlterationAsync(6, "kind", "deleted"),
        "a deletion that is none" => TamperAlterationAsync(7, "kind", "edited"),
        "a deletion that nobody sees" => TamperAlterationAsync(13, "kind", "deleted"),
        "content of a deleted message" => TamperAsync(Deleted, "content", "Merhaba"),
        "metadata of a deleted message" => TamperAsync(Deleted, "metadata", "{}"),
        "mentions of a deleted message" => TamperAsync(Deleted, "mentions", other.ToBytes()),
        "the pin of a deleted message" => TamperAsync(Deleted, "life.pinnedAt", Noon),
        "words of a deleted message" => TamperAlterationAsync(6, "replaced", 1L),
        "a reaction to a deleted message" => ReactedBeforeDeletionAsync(),
        "words of no edit" => TamperAlterationAsync(10, "replaced", 3L),
        "words of an edit removed" => TamperAlterationAsync(3, "replaced", null),
        "words of another version" => TamperAlterationAsync(3, "replaced", 7L),
        "a message's version" => TamperAsync(Edited, "life.version", 2L),
        "credits edited" => TamperAsync(Credits, "life.editedAt", Noon),
        "credits deleted" => TamperAsync(Credits, "life.deletedAt", Noon),
        "an edit of credits" => TamperAlterationAsync(8, "kind", "edited"),
        "a deletion of credits" => TamperAlterationAsync(9, "kind", "deleted"),
        "a pin removed" => PinAsync(),
        "a pin of a message that is not pinned" => PinAsync(new Pin(Credits.Id, 1), new Pin(Unaltered.Id, 5)),
        "a pin twice" => PinAsync(new Pin(Credits.Id, 1), new Pin(Credits.Id, 1)),
        "a pin's number" => PinAsync(new Pin(Credits.Id, 2)),
        "a message pinned by nobody" => TamperAsync(Shown, "life.pinnedAt", Noon),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    /// <summary>The erasure is done, but for its reactions.</summary>
    private async Task ReactedBeforeDeletionAsync()
    {
        var message = await SendAsync(Credits.SenderId, place => Message.Text(place, MessageText.From("liked")));
        await AlterAsync(await AlterAsync(message, Alter.React(other, "👍")), Alter.Delete);
        await AssertSoundAsync();
        while (await Store.Erasures.ClaimAsync(Alter.At, Alter.At.AddSeconds(20), None) is { } erasure)
            await Store.Erasures.EndAsync(erasure, None);
        Deleted = message;
    }

    private Task PinAsync(params Pin[] pins) => Store.TamperPinsAsync(Credits.ChatId.ToBytes(), pins);
}
