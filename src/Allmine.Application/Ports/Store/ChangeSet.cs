using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Store;

/// <summary>All that a round writes, in one commit.</summary>
public sealed class ChangeSet
{
    public List<ChatChange> Chats { get; } = [];

    /// <summary>In the order of their numbers within each chat.</summary>
    public List<Message> Messages { get; } = [];

    /// <summary>In the order of their numbers within each chat. A message may be there several times: each finds it as the one before leaves it.</summary>
    public List<AlterationWrite> Alterations { get; } = [];

    /// <summary>The changes of chats themselves, in the order of their numbers within each chat.</summary>
    public List<ChatAlterationWrite> ChatAlterations { get; } = [];

    public List<IdempotencyRecord> IdempotencyRecords { get; } = [];

    /// <summary>Files that were pending or staged and that messages of the round carry. None of them may be abandoned by now.</summary>
    public HashSet<Id<UploadedFile>> BoundFiles { get; } = [];

    public List<WalletChange> Wallets { get; } = [];

    /// <summary>In the order of their numbers within each wallet.</summary>
    public List<LedgerEntry> LedgerEntries { get; } = [];

    public bool IsEmpty => Chats.Count + Messages.Count + Alterations.Count + LedgerEntries.Count + IdempotencyRecords.Count == 0;
}
