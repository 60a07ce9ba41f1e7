using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Fakes;

/// <summary>Lets a test do something before each read of what has changed.</summary>
internal sealed class HookedChanges(IChangeRepository changes) : IChangeRepository
{
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    public int Reads { get; private set; }

    /// <summary>How many messages were looked at for those that nothing has altered, in each read.</summary>
    public List<long> Looks { get; } = [];

    public async Task<long> CountAlterationsAsync(Id<Chat> chatId, long change, CancellationToken cancellationToken)
    {
        await EnterAsync();
        return await changes.CountAlterationsAsync(chatId, change, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredMessage>> AlteredAsync(Id<Chat> chatId, long after, long seesFrom, int limit, CancellationToken cancellationToken)
    {
        await EnterAsync();
        return await changes.AlteredAsync(chatId, after, seesFrom, limit, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredMessage>> UnalteredAsync(Id<Chat> chatId, long after, long upTo, int limit, CancellationToken cancellationToken)
    {
        await EnterAsync();
        Looks.Add(upTo - after);
        return await changes.UnalteredAsync(chatId, after, upTo, limit, cancellationToken);
    }

    public async Task<IReadOnlyList<MessageVersion>> PastVersionsAsync(Id<Message> messageId, int after, int limit, CancellationToken cancellationToken)
    {
        await EnterAsync();
        return await changes.PastVersionsAsync(messageId, after, limit, cancellationToken);
    }

    private Task EnterAsync()
    {
        Reads++;
        return BeforeRead();
    }
}
