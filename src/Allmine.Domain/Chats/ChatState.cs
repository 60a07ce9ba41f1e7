using Allmine.Domain.Media;

namespace Allmine.Domain.Chats;

/// <summary>A chat without its members, as a store keeps it.</summary>
/// <param name="Id">The chat.</param>
/// <param name="Kind">Direct or group.</param>
/// <param name="Title">The title of a group, if it has one.</param>
/// <param name="Revision">See <see cref="Chat.Revision"/>.</param>
/// <param name="LastSequence">The number of the last message; 0 for none.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
/// <param name="UpdatedAt">UTC, whole milliseconds.</param>
public sealed record ChatState(
    Id<Chat> Id,
    ChatKind Kind,
    string? Title,
    long Revision,
    long LastSequence,
    DateTime CreatedAt,
    DateTime UpdatedAt)
{
    /// <summary>See <see cref="Chat.AlterationCount"/>.</summary>
    public long AlterationCount { get; init; }

    /// <summary>See <see cref="Chat.Pins"/>.</summary>
    public IReadOnlyList<Pin> Pins { get; init; } = [];

    /// <summary>See <see cref="Chat.Photo"/>.</summary>
    public MediaContent? Photo { get; init; }

    /// <summary>See <see cref="Chat.OwnChange"/>.</summary>
    public long OwnChange { get; init; }
}
