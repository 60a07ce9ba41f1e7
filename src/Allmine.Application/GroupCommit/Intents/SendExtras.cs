using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>What goes with a message beside what it carries, before anything has been looked up.</summary>
/// <param name="Metadata">The sender's own data, as it is stored; null for none.</param>
/// <param name="IsSilent">Whether nobody is to be disturbed.</param>
/// <param name="ReplyTo">The message that it answers; null for none.</param>
/// <param name="Mentions">The members whom it mentions, all different.</param>
public sealed record SendExtras(string? Metadata, bool IsSilent, Id<Message>? ReplyTo, IReadOnlyList<Id<User>> Mentions)
{
    /// <summary>About what it adds to a commit, in bytes.</summary>
    public int Weight => (Metadata?.Length ?? 0) + (2 * Id<User>.Size * Mentions.Count);
}
