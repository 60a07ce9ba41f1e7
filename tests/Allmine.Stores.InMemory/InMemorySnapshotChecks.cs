using Allmine.Application.Ports.Snapshots;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;

namespace Allmine.Stores.InMemory;

/// <summary>What tells whether a record can be read: each throws if not.</summary>
internal sealed record InMemorySnapshotChecks(
    Action<Wallet> Wallet, Action<LedgerEntry> Entry, Action<Message> Message, Action<IdempotencyEntry> Key, Action<Id<Chat>> Chat);
