namespace Allmine.Domain.Chats;

/// <summary>What is to change of a member's settings of a chat; what is null stays.</summary>
/// <param name="IsMuted">False also takes the end of the muting away.</param>
/// <param name="MutedUntil">Given alone, it mutes.</param>
/// <param name="IsArchived">Whether the chat is to be archived.</param>
/// <param name="IsPinned">Whether the chat is to be pinned.</param>
public sealed record ChatSettingsEdit(bool? IsMuted, Change<Moment> MutedUntil, bool? IsArchived, bool? IsPinned);
