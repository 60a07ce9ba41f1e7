using Allmine.Domain.Media;

namespace Allmine.Domain.Chats;

/// <summary>A group as of one of its own changes, without its members.</summary>
/// <param name="Id">The group.</param>
/// <param name="Title">Its title, if it had one.</param>
/// <param name="Photo">Its photo, if it had one.</param>
/// <param name="LastSequence">The number of its last message, which is the line of the change.</param>
/// <param name="Change">The number of the change.</param>
/// <param name="CreatedAt">When the group was made: UTC, whole milliseconds.</param>
/// <param name="UpdatedAt">When the line was made: UTC, whole milliseconds.</param>
public sealed record ChatSnapshot(Id<Chat> Id, string? Title, MediaContent? Photo, long LastSequence, long Change, DateTime CreatedAt, DateTime UpdatedAt);
