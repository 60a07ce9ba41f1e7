using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>An alteration as its chat counts it.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Change">The number of the change.</param>
/// <param name="Ordinal">Its number among the alterations of the chat.</param>
public readonly record struct AlterationNumber(Id<Chat> ChatId, long Change, long Ordinal)
{
    /// <summary>The number of the chat's last message at that moment.</summary>
    public long LastSequence => Change - Ordinal;
}
