using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Messages;

namespace Allmine.Stores.InMemory;

/// <summary>What is stored is never changed, only replaced: a snapshot is a list of it.</summary>
internal sealed class InMemorySnapshots(Lock gate, InMemoryChats chats, InMemoryMessages messages, InMemoryCredits credits, InMemoryIdempotencyRecords records, InMemoryFiles files,
    InMemoryErasures erasures)
    : IStoreSnapshots
{
    private readonly InMemorySnapshotChecks checks = new(
        wallet => credits.Check(wallet.Owner),
        credits.Check,
        message => messages.Check(message.Id),
        key => records.Check(key.Key),
        chats.Check);

    public Task<IStoreSnapshot> OpenAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IStoreSnapshot>(new InMemorySnapshot(
                checks,
                [.. chats.All],
                [.. messages.All],
                [.. messages.Alterations.Zip(messages.ReplacedVersions, Of)],
                [.. credits.Wallets],
                [.. credits.Ledger],
                [.. records.All.Values.Where(record => record.Items is null).Select(IdempotencyEntry.Of)],
                [.. files.All],
                [.. erasures.All]));
        }
    }

    private static AlterationEntry Of(MessageAlteration alteration, MessageVersion? replaced) => new(
        new AlterationNumber(alteration.ChatId, alteration.Change, alteration.Ordinal), alteration.MessageId, alteration.Sequence, alteration.Kind, replaced?.Version, alteration.Emoji is not null);
}
