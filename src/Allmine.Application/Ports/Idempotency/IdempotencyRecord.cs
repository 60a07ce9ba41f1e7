using System.Globalization;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Idempotency;

/// <summary>
/// What the first request of an idempotency key led to: what its repetitions are answered with. Each kind of write fills the
/// parts that its replay needs; stores keep the parts, and know no kind.
/// </summary>
/// <param name="Key">The key in its scope.</param>
/// <param name="Fingerprint">Of the first request.</param>
public sealed record IdempotencyRecord(IdempotencyKey Key, Fingerprint Fingerprint)
{
    /// <summary>The shortest time for which a key is remembered.</summary>
    public static readonly TimeSpan LeastRetention = TimeSpan.FromDays(7);

    /// <summary>The message that was sent.</summary>
    public Message? Message { get; init; }

    /// <summary>The grant that was made.</summary>
    public Grant? Grant { get; init; }

    /// <summary>The chat that was made, or that was there already.</summary>
    public OpenedChat? Chat { get; init; }

    /// <summary>After a transfer, the sender's; after a grant, the recipient's. Whole credits.</summary>
    public long? Balance { get; init; }

    /// <summary>Why the request was refused for good: <c>credits.insufficient</c>, the only refusal that is recorded.</summary>
    public ErrorCode? Refusal { get; init; }

    /// <summary>Which item of an atomic batch it was that was refused.</summary>
    public int? RefusedItem { get; init; }

    /// <summary>
    /// Of an atomic batch: what became of its items, in their order; each is also a record of its own. Of a batch that is not atomic, none:
    /// then the record says just that.
    /// </summary>
    public IReadOnlyList<IdempotencyRecord>? Items { get; init; }

    /// <summary>When it was written, UTC, where that is not when its message was; null where it is.</summary>
    public DateTime? WrittenAt { get; init; }

    /// <summary>From when the time runs for which it is kept; null for one that is kept for ever.</summary>
    public DateTime? KeptSince => IsPermanent ? null : WrittenAt ?? Message?.CreatedAt;

    /// <summary>Who made the first request; null in records of versions that did not note it.</summary>
    public Actor? Actor { get; private init; }

    /// <summary>Whether it is kept as long as a batch that it belongs to, which is for ever.</summary>
    public bool IsKept { get; init; }

    /// <summary>Whether it is kept for ever: whatever moved credits, or was refused for lack of them.</summary>
    public bool IsPermanent => IsKept || Balance is not null || Grant is not null || Refusal is not null || Message is { Transfer: not null };

    public static IdempotencyRecord OfMessage(IdempotencyKey key, Fingerprint fingerprint, Message message, long? balance = null) =>
        new(key, fingerprint) { Message = message, Balance = balance };

    public static IdempotencyRecord OfGrant(IdempotencyKey key, Fingerprint fingerprint, Grant grant, long balance) =>
        new(key, fingerprint) { Grant = grant, Balance = balance };

    public static IdempotencyRecord OfRefusal(IdempotencyKey key, Fingerprint fingerprint, ErrorCode code) => new(key, fingerprint) { Refusal = code };

    /// <summary>Of a chat that was asked for.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fingerprint">Of the request.</param>
    /// <param name="chat">What came of it.</param>
    /// <param name="at">UTC, whole milliseconds.</param>
    public static IdempotencyRecord OfChat(IdempotencyKey key, Fingerprint fingerprint, OpenedChat chat, DateTime at) =>
        new(key, fingerprint) { Chat = chat, WrittenAt = at };

    /// <summary>Of an atomic batch. The records of its items come and go with it.</summary>
    public static IdempotencyRecord OfBatch(IdempotencyKey key, Fingerprint fingerprint, IReadOnlyList<CommittedSend> items)
    {
        var isKept = items.Any(item => item.Message.Transfer is not null);
        var writtenAt = items[0].Message.CreatedAt;
        return new(key, fingerprint)
        {
            Items = [.. items.Select((item, i) => OfMessage(ItemOf(key, i), fingerprint, item.Message, item.Balance) with { WrittenAt = writtenAt, IsKept = isKept })],
            WrittenAt = writtenAt,
            IsKept = isKept,
        };
    }

    /// <summary>Of a batch that is not atomic: it says just that.</summary>
    public static IdempotencyRecord OfSeries(IdempotencyKey key, Fingerprint fingerprint, DateTime at, bool isKept) =>
        new(key, fingerprint) { Items = [], WrittenAt = at, IsKept = isKept };

    /// <summary>The same, of a request of that one; with its items, if it has any.</summary>
    public IdempotencyRecord By(Actor? actor) => this with { Actor = actor, Items = Items is null ? null : [.. Items.Select(item => item.By(actor))] };

    /// <summary>The key under which an item of an atomic batch is recorded.</summary>
    public static IdempotencyKey ItemOf(IdempotencyKey batch, int index) =>
        batch with { Key = string.Create(CultureInfo.InvariantCulture, $"{batch.Key}#{index}"), Scope = IdempotencyScope.BatchItems };

    /// <summary>The answer to a request that uses the key again.</summary>
    /// <exception cref="RefusedException">It is not the same request as the first, or the first was refused.</exception>
    public TReceipt ReplayFor<TReceipt>(Intent<TReceipt> intent)
        where TReceipt : class
    {
        EnsureOf(intent);
        return Refusal is { } code
            ? throw new RefusedException(new ErrorDetail(code) { Item = RefusedItem }) { Replayed = true }
            : intent.Replay(this);
    }

    /// <exception cref="RefusedException"><c>idempotency.key_reused</c>: it is not the same request as the first.</exception>
    internal void EnsureOf(Intent intent)
    {
        if (!Fingerprint.Equals(intent.Fingerprint))
            throw new RefusedException(ErrorCode.KeyReused);
    }

    /// <summary>For a kind of write that does not find its parts. Scopes keep the kinds apart, so that it is a defect.</summary>
    internal InvalidOperationException IsOfOtherKind() => new($"The key {Key} was recorded by another kind of write.");
}
