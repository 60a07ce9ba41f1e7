using Allmine.Domain.Chats;
using Allmine.Domain.Errors;

namespace Allmine.Domain.Messages;

/// <summary>The place of a message whose record this version can't read.</summary>
/// <param name="Id">The message; null if not even that can be read.</param>
/// <param name="ChatId">Its chat.</param>
/// <param name="Sequence">Its number there.</param>
/// <param name="CreatedAt">When it was sent, UTC; null if that can't be read.</param>
public sealed record UnreadableMessage(Id<Message>? Id, Id<Chat> ChatId, long Sequence, DateTime? CreatedAt)
{
    /// <summary>The number of its latest change, as far as that is known: at least that of its sending.</summary>
    public long Change { get; init; } = Sequence;

    public UnreadableRecordException ToException() => new($"message {Id} ({Sequence} of chat {ChatId})");
}
