using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;

namespace Allmine.Application.GroupCommit.Intents.Batches;

/// <summary>A send of a batch that is refused whatever the store has. It has its turn, so that the first refusal is the one that is told.</summary>
/// <param name="Why">The refusal.</param>
public sealed record RefusedIntent(AllmineException Why) : Intent<CommittedSend>(null, null)
{
    public override int Weight => 0;

    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) => [];

    internal override void AddTo(LoadRequest request, Chat? cached)
    {
        // It needs nothing.
    }

    internal override CommittedSend Decide(RoundDecider round) => throw Why;

    internal override CommittedSend Replay(IdempotencyRecord record) => throw record.IsOfOtherKind();
}
