using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts;

/// <summary>What the contracts share: an empty store for each test, and short ways to fill it.</summary>
public abstract class StoreContract(IStoreFixture store) : IAsyncLifetime
{
    internal static readonly DateTime Noon = new(2026, 3, 14, 12, 0, 0, 123, DateTimeKind.Utc);

    protected static CancellationToken None => CancellationToken.None;

    protected IStoreFixture Store { get; } = store;

    public async Task InitializeAsync()
    {
        Skip.If(Store.Absence is not null, Store.Absence);
        await Store.ResetAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    protected Id<T> NewId<T>()
        where T : class => Store.Ids.NewId<T>();

    protected Chat NewDirectChat() => Chat.Direct(NewId<Chat>(), NewId<User>(), NewId<User>(), Noon);

    protected async Task<Chat> AddDirectChatAsync()
    {
        var chat = NewDirectChat();
        Assert.True(await Store.Chats.AddAsync(chat, None));
        return chat;
    }

    protected async Task<Chat> FindChatAsync(Id<Chat> id) => await Store.Chats.FindAsync(id, None) ?? throw new InvalidOperationException("No such chat.");

    /// <summary>Adds the chat's next message to the round.</summary>
    protected Message Append(ChangeSet round, ChatChange change, Id<User> sender, string text = "Merhaba", DateTime? at = null) =>
        Append(round, change, place => Message.Text(place, MessageText.From(text)), sender, at);

    protected Message Append(
        ChangeSet round, ChatChange change, Func<MessageHeader, Message> write, Id<User> sender, DateTime? at = null)
    {
        var message = write(new MessageHeader(NewId<Message>(), change.Chat.Id, change.Chat.NextSequence, sender, at ?? Noon.AddMinutes(1))
        {
            Change = change.Chat.AlterationCount == 0 ? null : change.Chat.NextChange,
        });
        if (!round.Chats.Contains(change))
            round.Chats.Add(change);
        change.Senders.Add(sender);
        change.Chat.Append(message);
        round.Messages.Add(message);
        return message;
    }

    /// <summary>Adds to the round what becomes of a message: the chat's next change.</summary>
    /// <param name="round">The round.</param>
    /// <param name="change">The chat in the round.</param>
    /// <param name="before">The message as it is.</param>
    /// <param name="alter">What is done to it.</param>
    /// <returns>The message as it is to be.</returns>
    protected static Message Apply(ChangeSet round, ChatChange change, Message before, Alter alter)
    {
        var after = alter.Of(before, change.Chat.NextChange);
        Assert.NotSame(before, after);
        if (!round.Chats.Contains(change))
            round.Chats.Add(change);
        var alteration = change.Chat.Alter(after, alter.Kind, alter.UserId, alter.Emoji);
        round.Alterations.Add(new AlterationWrite(alteration, before, after));
        return after;
    }

    /// <summary>Alters a message in a commit of its own.</summary>
    protected async Task<Message> AlterAsync(Message before, Alter alter)
    {
        var round = new ChangeSet();
        var after = Apply(round, await ChangeOfAsync(before.ChatId), before, alter);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return after;
    }

    /// <summary>Adds to the round a change of the chat itself: its line is the chat's next message, and the change the number after it.</summary>
    /// <param name="round">The round.</param>
    /// <param name="change">The chat in the round.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="apply">Changes the chat, out of the time of the line.</param>
    /// <param name="at">The time of the line.</param>
    /// <returns>The line.</returns>
    protected Message ChangeChat(ChangeSet round, ChatChange change, Id<User> by, Func<Chat, DateTime, ChatLine?> apply, DateTime? at = null)
    {
        var (chat, photo) = (change.Chat, change.Chat.Photo);
        var header = new MessageHeader(NewId<Message>(), chat.Id, chat.NextSequence, by, at ?? chat.TimeOfNext(Noon.AddMinutes(1)))
        {
            Change = chat.AlterationCount == 0 ? null : chat.NextChange,
        };
        var what = apply(chat, header.SentAt) ?? throw new InvalidOperationException("Nothing changes.");
        if (!round.Chats.Contains(change))
            round.Chats.Add(change);
        var line = Message.Line(header, what);
        var alteration = chat.Take(line);
        if (chat.HasMember(by))
            change.Senders.Add(by);
        var subject = what.UserId ?? (what.Event == ChatEvent.MemberLeft ? by : null);
        if (subject is { } changed)
            change.ChangedMembers.Add(changed);
        round.Messages.Add(line);
        round.ChatAlterations.Add(new ChatAlterationWrite(alteration, what.Event, subject, chat.ToSnapshot(), photo?.Key == chat.Photo?.Key ? null : photo?.Key));
        return line;
    }

    /// <summary>Changes a chat itself in a commit of its own.</summary>
    /// <returns>The line.</returns>
    protected async Task<Message> ChangeChatAsync(Id<Chat> id, Id<User> by, Func<Chat, DateTime, ChatLine?> apply, DateTime? at = null)
    {
        var round = new ChangeSet();
        var line = ChangeChat(round, await ChangeOfAsync(id), by, apply, at);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return line;
    }

    /// <summary>Opens a chat that is there as it is held, as a call for it does.</summary>
    protected Task<CommitResult> OpenAsync(Chat chat, DateTime at)
    {
        var change = new ChatChange(chat, isNew: false);
        chat.Open(at);
        return Store.CommitStore.CommitAsync(new ChangeSet { Chats = { change } }, None);
    }

    /// <summary>A group of so many, the owner first, made without a round.</summary>
    protected async Task<Chat> AddGroupAsync(int size, string? title = null)
    {
        var chat = Chat.Group(NewId<Chat>(), title, Enumerable.Range(0, size).Select(_ => NewId<User>()), Noon);
        Assert.True(await Store.Chats.AddAsync(chat, None));
        return chat;
    }

    protected async Task<ChatChange> ChangeOfAsync(Id<Chat> id) => new(await FindChatAsync(id), isNew: false);

    protected async Task<Message> FindMessageAsync(Id<Message> id) =>
        (await Store.Messages.FindAsync(id, None) ?? throw new InvalidOperationException("No such message.")).GetReadable();

    /// <summary>Sends so many messages of the chat's first member, in one commit.</summary>
    protected async Task<List<Message>> SendAsync(Id<Chat> id, int count)
    {
        var round = new ChangeSet();
        var change = new ChatChange(await FindChatAsync(id), isNew: false);
        for (var i = 0; i < count; i++)
            Append(round, change, change.Chat.Members[0].UserId, $"Message {change.Chat.NextSequence}");
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return round.Messages;
    }

    /// <summary>Sends one message at that time.</summary>
    protected async Task<Message> SendAtAsync(Id<Chat> id, DateTime at, Id<User>? sender = null)
    {
        var round = new ChangeSet();
        var change = new ChatChange(await FindChatAsync(id), isNew: false);
        var message = Append(round, change, sender ?? change.Chat.Members[0].UserId, at: at);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return message;
    }

    internal UseCases NewUseCases() => new(PortOf);

    protected object PortOf(Type type) => typeof(IStoreFixture).GetProperties().Single(port => port.PropertyType == type).GetValue(Store)!;

    /// <summary>A user of the directory.</summary>
    protected async Task<Id<User>> AddUserAsync()
    {
        var id = NewId<User>();
        await Store.Users.PutAsync(new User(id, Username.From("somebody"), null), None);
        return id;
    }
}
