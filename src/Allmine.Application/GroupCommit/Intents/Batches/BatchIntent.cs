using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Errors;

namespace Allmine.Application.GroupCommit.Intents.Batches;

/// <summary>Sends that are committed as one, or not at all. Each sees what those before it did.</summary>
/// <param name="Sends">One or more, without keys of their own.</param>
/// <param name="Key">The idempotency key, in the scope of batches; null if the request has none.</param>
/// <param name="Fingerprint">Of the request; there if the key is.</param>
public sealed record BatchIntent(IReadOnlyList<Intent<CommittedSend>> Sends, IdempotencyKey? Key, Fingerprint? Fingerprint)
    : CompositeIntent<CommittedBatch>(Key, Fingerprint)
{
    internal override IReadOnlyList<Intent> Parts => Sends;

    internal override CommittedBatch Decide(RoundDecider round) => round.AllOrNothing(() =>
    {
        var sent = new List<CommittedSend>(Sends.Count);
        foreach (var send in Sends)
            sent.Add(DecideNext(send, sent.Count, round));
        round.Record(this, (key, fingerprint) => IdempotencyRecord.OfBatch(key, fingerprint, sent));
        return new CommittedBatch(sent, Replayed: false);
    });

    internal override CommittedBatch Replay(IdempotencyRecord record) => record.Items is { Count: > 0 } items
        ? new CommittedBatch([.. items.Select(item => new CommittedSend(item.Message ?? throw item.IsOfOtherKind(), Replayed: true, item.Balance))], Replayed: true)
        : throw record.IsOfOtherKind();

    private static CommittedSend DecideNext(Intent<CommittedSend> send, int index, RoundDecider round)
    {
        try
        {
            return send.Decide(round);
        }
        catch (RefusedException refusal)
        {
            throw new RefusedException(refusal.Errors[0] with { Item = index });
        }
        catch (InvalidRequestException refusal)
        {
            throw new InvalidRequestException([.. refusal.Errors.Select(fault => fault with { Item = index })]);
        }
        catch (UnreadableRecordException refusal)
        {
            throw new UnreadableRecordException(refusal.Record, refusal, index);
        }
    }
}
