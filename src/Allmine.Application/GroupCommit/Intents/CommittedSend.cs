using Allmine.Domain.Messages;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>The answer to a send that is committed.</summary>
/// <param name="Message">The message, as it was when it was sent.</param>
/// <param name="Replayed">Whether an earlier send with the same key led to it.</param>
/// <param name="Balance">The sender's balance after a credit transfer, as it was then; null for every other kind.</param>
public sealed record CommittedSend(Message Message, bool Replayed, long? Balance = null);
