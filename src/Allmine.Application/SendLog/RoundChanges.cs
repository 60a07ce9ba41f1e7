using Allmine.Domain.Messages;

namespace Allmine.Application.SendLog;

/// <summary>All that a round writes, in one commit.</summary>
public sealed class RoundChanges
{
    public List<ChatChange> Chats { get; } = [];

    /// <summary>In the order of their numbers within each chat.</summary>
    public List<Message> Messages { get; } = [];

    public List<KeyOutcome> Outcomes { get; } = [];

    public bool IsEmpty => Messages.Count == 0;
}
