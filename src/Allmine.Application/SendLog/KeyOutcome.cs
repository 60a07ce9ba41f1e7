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
}
