using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Files;

namespace Allmine.Stores.Tests.Contracts.Messages;

public abstract class MessageRepositoryContract(IStoreFixture store) : StoreContract(store)
{
    private const string FourByteCharacter = "😀";

    public static TheoryData<string> Texts => new(
        "a",
        " white space at its ends \r\n",
        "'; DROP TABLE messages; --",
        "{\"$ne\": null}",
        "İstanbul'da ığdır, ŞĞÜÖÇ",
        "e\u0301 is not \u00E9, and both stay what they are",
        "مرحبا \u200F שלום 你好 👨‍👩‍👧‍👦 🇹🇷",
        "\u0001\u0008\u001F\u007F\uFEFF\uFFFD\uFFFE\uFFFF",
        string.Concat(Enumerable.Repeat(FourByteCharacter, MessageText.MaxLength)));

    [SkippableFact]
    public async Task Find_WhenThereIsNoSuchMessage_ThenNull() => Assert.Null(await Store.Messages.FindAsync(NewId<Message>(), None));

    [SkippableFact]
    public async Task Find_WhenSent_ThenTheMessage()
    {
        var chat = await AddDirectChatAsync();

        foreach (var message in await SendAsync(chat.Id, 3))
            ShouldBe.Same(message, await Store.Messages.FindAsync(message.Id, None));
    }

    [SkippableFact]
    public async Task Find_WhenThingsGoWithIt_ThenTheyAreAsTheyWereSent()
    {
        var chat = await AddDirectChatAsync();
        var (sender, other) = (chat.Members[0].UserId, chat.Members[1].UserId);
        var attributes = new MessageAttributes("{\"n\":1e999,\"a\":\"\\u0041\"}", true, new MessageReference(NewId<Message>(), 7), [other, NewId<User>()]);
        var round = new ChangeSet();
        var message = Append(round, new ChatChange(chat, isNew: false), place => Message.Text(place with { Attributes = attributes }, MessageText.From("x")), sender);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        var found = (await Store.Messages.FindAsync(message.Id, None))!.Value.GetReadable();

        Assert.Equal(attributes with { Mentions = [] }, found.Attributes with { Mentions = [] });
        Assert.Equal(attributes.Mentions, found.Attributes.Mentions);
        var state = await Store.CommitStore.LoadAsync(new LoadRequest { Messages = { message.Id, NewId<Message>() } }, None);
        Assert.Equal(message.Id, Assert.Single(state.Messages).Value.GetReadable().Id);
    }

    [SkippableFact]
    public async Task CountMentions_WhenThereAreSome_ThenThoseOfTheUserWithinTheWindowsCount()
    {
        var (one, other) = (await AddDirectChatAsync(), await AddDirectChatAsync());
        var reader = NewId<User>();
        var round = new ChangeSet();
        foreach (var (chat, mentions) in new[] { (one, new[] { true, false, true, true }), (other, [true, true]) })
        {
            var change = new ChatChange(chat, isNew: false);
            foreach (var isMentioned in mentions)
            {
                var attributes = isMentioned ? new MessageAttributes(null, false, null, [NewId<User>(), reader]) : MessageAttributes.None;
                Append(round, change, place => Message.Text(place with { Attributes = attributes }, MessageText.From("x")), chat.Members[0].UserId);
            }
        }

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        Assert.Equal((2, 1), await CountAsync(reader, new MentionWindow(one.Id, 1, 4), new MentionWindow(other.Id, 0, 1)));
        Assert.Equal((0, 2), await CountAsync(reader, new MentionWindow(one.Id, 4, 4), new MentionWindow(other.Id, 0, 9)));
        Assert.Equal((0, 0), await CountAsync(NewId<User>(), new MentionWindow(one.Id, 0, 4), new MentionWindow(other.Id, 0, 9)));
    }

    private async Task<(long One, long Other)> CountAsync(Id<User> reader, MentionWindow one, MentionWindow other)
    {
        var counts = await Store.Messages.CountMentionsAsync(reader, [one, other], None);
        return (counts.GetValueOrDefault(one.ChatId), counts.GetValueOrDefault(other.ChatId));
    }

    [SkippableTheory]
    [MemberData(nameof(Texts))]
    public async Task Find_WhenTextIsUnusual_ThenItIsAsItWasSent(string text)
    {
        var chat = await AddDirectChatAsync();

        var message = await SendAsync(chat, place => Message.Text(place, MessageText.From(text)));

        Assert.Equal(text, (await Store.Messages.FindAsync(message.Id, None))!.Value.Readable!.Content);
    }

    [SkippableFact]
    public async Task Find_WhenTextIsRandom_ThenItIsAsItWasSent()
    {
        var random = new Random(20260314);
        var chat = NewDirectChat();
        var change = new ChatChange(chat, isNew: true);
        var round = new ChangeSet();
        for (var i = 0; i < 200; i++)
            Append(round, change, chat.Members[0].UserId, $"x{RandomText(random)}");
        await Store.CommitStore.CommitAsync(round, None);

        var found = await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 0, 200), None);

        Assert.Equal(round.Messages.Select(message => message.Content), found.Select(message => message.Readable!.Content));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    public async Task Find_WhenTimeHasMilliseconds_ThenTheyAreKeptAsUtc(int milliseconds)
    {
        var at = new DateTime(2026, 12, 31, 23, 59, 59, milliseconds, DateTimeKind.Utc);
        var chat = await AddDirectChatAsync();

        var message = await SendAsync(chat, place => Message.Text(place with { SentAt = at }, MessageText.From("x")));

        var found = await Store.Messages.FindAsync(message.Id, None);
        Assert.Equal(at, found!.Value.Readable!.CreatedAt);
        Assert.Equal(DateTimeKind.Utc, found.Value.Readable!.CreatedAt.Kind);
    }

    [SkippableTheory]
    [MemberData(nameof(FileRepositoryContract.Contents), MemberType = typeof(FileRepositoryContract))]
    public async Task Find_WhenAFileGoesWithIt_ThenTheFileIsAsItWas(MediaKind kind, double? duration, int? width, int? height, string? thumbnail)
    {
        var media = new MediaContent(kind, "Tatil \"2026\" – 🏖.bin", 5_000_000_000, duration, width, height, "key1.bin", thumbnail);
        var chat = await AddDirectChatAsync();

        var message = await SendAsync(chat, place => Message.Text(place, MessageText.From("x"), media));

        Assert.Equal(media, (await Store.Messages.FindAsync(message.Id, None))!.Value.Readable!.Media);
    }

    [SkippableTheory]
    // Newest first.
    [InlineData(null, null, 3, new long[] { 10, 9, 8 })]
    [InlineData(null, null, 10, new long[] { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 })]
    [InlineData(null, null, 11, new long[] { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 })]
    [InlineData(8L, null, 3, new long[] { 7, 6, 5 })]
    [InlineData(2L, null, 3, new long[] { 1 })]
    [InlineData(1L, null, 3, new long[] { })]
    [InlineData(11L, null, 1, new long[] { 10 })]
    [InlineData(long.MaxValue, null, 1, new long[] { 10 })]
    // Oldest first.
    [InlineData(null, 0L, 3, new long[] { 1, 2, 3 })]
    [InlineData(null, 3L, 3, new long[] { 4, 5, 6 })]
    [InlineData(null, 8L, 3, new long[] { 9, 10 })]
    [InlineData(null, 9L, 1, new long[] { 10 })]
    [InlineData(null, 10L, 3, new long[] { })]
    [InlineData(null, long.MaxValue, 3, new long[] { })]
    // Both bounds.
    [InlineData(6L, 2L, 9, new long[] { 3, 4, 5 })]
    [InlineData(6L, 2L, 2, new long[] { 3, 4 })]
    [InlineData(3L, 2L, 9, new long[] { })]
    public async Task Page_WhenChatHasTenMessages_ThenThoseOfTheWindowInItsOrder(long? before, long? after, int limit, long[] expected)
    {
        var chat = await AddDirectChatAsync();
        var sent = await SendAsync(chat.Id, 10);
        await SendAsync((await AddDirectChatAsync()).Id, 12);

        var page = await Store.Messages.PageAsync(chat.Id, new HistoryWindow(before, after, limit), None);

        Assert.Equal(expected, page.Select(message => message.Sequence));
        foreach (var message in page)
            ShouldBe.Same(sent[(int)message.Sequence - 1], message);
    }

    [SkippableFact]
    public async Task Page_WhenChatHasNoMessageOrIsUnknown_ThenEmpty()
    {
        var chat = await AddDirectChatAsync();

        Assert.Empty(await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, null, 20), None));
        Assert.Empty(await Store.Messages.PageAsync(NewId<Chat>(), new HistoryWindow(null, 0, 20), None));
    }

    private static string RandomText(Random random)
    {
        var text = new System.Text.StringBuilder();
        for (var length = random.Next(1, 60); length > 0; length--)
        {
            // Every scalar value but U+0000; the halves of pairs are left out by starting above them.
            var value = random.Next(3) switch
            {
                0 => random.Next(1, 0x80),
                1 => random.Next(0x80, 0xD800),
                _ => random.Next(0xE000, 0x110000),
            };
            text.Append(char.ConvertFromUtf32(value));
        }

        return text.ToString();
    }

    private async Task<Message> SendAsync(Chat chat, Func<MessageHeader, Message> write)
    {
        var round = new ChangeSet();
        var message = Append(round, new ChatChange(chat, isNew: false), write, chat.Members[0].UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return message;
    }
}
