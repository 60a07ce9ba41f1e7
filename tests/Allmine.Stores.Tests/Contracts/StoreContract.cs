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
        var message = write(new MessageHeader(NewId<Message>(), change.Chat.Id, change.Chat.NextSequence, sender, at ?? Noon.AddMinutes(1)));
        if (!round.Chats.Contains(change))
            round.Chats.Add(change);
        change.Senders.Add(sender);
        change.Chat.Append(message);
        round.Messages.Add(message);
        return message;
    }

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

    internal UseCases NewUseCases() => new(type => typeof(IStoreFixture).GetProperties().Single(port => port.PropertyType == type).GetValue(Store)!);

    /// <summary>A user of the directory.</summary>
    protected async Task<Id<User>> AddUserAsync()
    {
        var id = NewId<User>();
        await Store.Users.PutAsync(new User(id, Username.From("somebody"), null), None);
        return id;
    }
}
