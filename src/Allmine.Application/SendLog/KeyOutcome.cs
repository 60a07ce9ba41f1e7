using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.SendLog;

/// <summary>What became of the send that first used a key.</summary>
/// <param name="Key">The key and its user.</param>
/// <param name="Fingerprint">Of the request that used it.</param>
/// <param name="Message">The message that it led to.</param>
public sealed record KeyOutcome(OutcomeKey Key, Fingerprint Fingerprint, Message Message)
{
    /// <summary>For how long a key is remembered at least.</summary>
    public static readonly TimeSpan LeastRetention = TimeSpan.FromDays(7);

    /// <summary>The answer to a send that uses the key again.</summary>
    /// <exception cref="RefusedException">It is another request than the first.</exception>
    public SendReceipt ReplayFor(SendIntent intent) => Fingerprint.Equals(intent.Fingerprint)
        ? new SendReceipt(Message, Replayed: true)
        : throw new RefusedException(ErrorCode.KeyReused);
}
