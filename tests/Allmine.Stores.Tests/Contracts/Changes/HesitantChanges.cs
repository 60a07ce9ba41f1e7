using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>Pauses before some of its reads, so that much happens between those of one page.</summary>
internal sealed class HesitantChanges(IChangeRepository changes) : IChangeRepository
{
    public async Task<long> CountAlterationsAsync(Id<Chat> chatId, long change, CancellationToken cancellationToken)
    {
        await HesitateAsync(cancellationToken);
        return await changes.CountAlterationsAsync(chatId, change, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredMessage>> AlteredAsync(Id<Chat> chatId, long after, long seesFrom, int limit, CancellationToken cancellationToken)
    {
        await HesitateAsync(cancellationToken);
        return await changes.AlteredAsync(chatId, after, seesFrom, limit, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredMessage>> UnalteredAsync(Id<Chat> chatId, long after, long upTo, int limit, CancellationToken cancellationToken)
    {
        await HesitateAsync(cancellationToken);
        return await changes.UnalteredAsync(chatId, after, upTo, limit, cancellationToken);
    }

    public Task<IReadOnlyList<MessageVersion>> PastVersionsAsync(Id<Message> messageId, int after, int limit, CancellationToken cancellationToken) =>
        changes.PastVersionsAsync(messageId, after, limit, cancellationToken);

    private static Task HesitateAsync(CancellationToken cancellationToken) => Random.Shared.Next(3) == 0 ? Task.Delay(Random.Shared.Next(1, 4), cancellationToken) : Task.CompletedTask;
}
