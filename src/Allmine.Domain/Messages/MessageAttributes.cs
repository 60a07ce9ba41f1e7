using Allmine.Domain.Users;

namespace Allmine.Domain.Messages;

/// <summary>What goes with a message of any kind, beside what it carries.</summary>
/// <param name="Metadata">The sender's own data, a JSON object as it was written, without white space between its parts; null for none.</param>
/// <param name="IsSilent">Whether nobody is to be disturbed for it. It is passed on to whoever notifies.</param>
/// <param name="ReplyTo">The message that it answers; null for none.</param>
/// <param name="Mentions">The members whom it mentions, all different, in the order in which the sender named them.</param>
public sealed record MessageAttributes(string? Metadata, bool IsSilent, MessageReference? ReplyTo, IReadOnlyList<Id<User>> Mentions)
{
    /// <summary>The most members that a message mentions.</summary>
    public const int MaxMentions = 50;

    /// <summary>Of a message with none of them.</summary>
    public static MessageAttributes None { get; } = new(null, false, null, []);
}
