using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>
/// A member's own settings of a chat. That a message ends <c>archived</c> is not written: it follows from the chat's last message.
/// </summary>
/// <param name="ChatId">The chat.</param>
/// <param name="UserId">Whose settings.</param>
public sealed record ChatSettings(Id<Chat> ChatId, Id<User> UserId)
{
    /// <summary>One more each time they are written; 0 before the first time.</summary>
    public long Revision { get; init; }

    /// <summary>Whether the chat is muted, until <see cref="MutedUntil"/> if that is there.</summary>
    public bool IsMuted { get; init; }

    /// <summary>When the muting ends: UTC, whole milliseconds; null for never.</summary>
    public DateTime? MutedUntil { get; init; }

    /// <summary>The number of the chat's last message when it was archived; null if it was not, or taken back.</summary>
    public long? ArchivedAt { get; init; }

    public bool IsPinned { get; init; }

    public bool IsMutedAt(DateTime now) => IsMuted && (MutedUntil is not { } until || now < until);

    /// <summary>Whether the chat is archived: no message has come since, but for what came while it was muted.</summary>
    public bool IsArchivedIn(Chat chat) => ArchivedAt is { } sequence && (chat.LastSequence <= sequence || IsMutedAt(chat.UpdatedAt));

    /// <summary>The settings after a message, if it ends that the chat is archived; null if it does not.</summary>
    /// <param name="sequence">The number of the message.</param>
    /// <param name="sentAt">When it was sent: UTC, whole milliseconds.</param>
    public ChatSettings? EndedBy(long sequence, DateTime sentAt) =>
        ArchivedAt < sequence && !IsMutedAt(sentAt) ? this with { ArchivedAt = null, Revision = Revision + 1 } : null;

    /// <summary>The settings as they are to be; the same ones if nothing changes.</summary>
    /// <param name="edit">What is to change.</param>
    /// <param name="chat">The chat as it is: what has ended <c>archived</c> since is taken into account.</param>
    /// <param name="now">UTC, whole milliseconds.</param>
    public ChatSettings With(ChatSettingsEdit edit, Chat chat, DateTime now)
    {
        var (wasMuted, wasArchived) = (IsMutedAt(now), IsArchivedIn(chat));
        var isMuted = edit.IsMuted ?? (edit.MutedUntil.IsGiven ? wasMuted || edit.MutedUntil.Value is not null : IsMuted);
        var until = edit.MutedUntil.IsGiven ? edit.MutedUntil.Value?.At : edit.IsMuted is true && !wasMuted ? null : MutedUntil;
        if (!isMuted)
            until = null;
        var isArchived = edit.IsArchived ?? wasArchived;
        var isPinned = edit.IsPinned ?? IsPinned;
        return isMuted == IsMuted && until == MutedUntil && isArchived == wasArchived && isPinned == IsPinned
            ? this
            : this with
            {
                Revision = Revision + 1,
                IsMuted = isMuted,
                MutedUntil = until,
                // What came while the chat was muted is no reason to bring it back once it is not.
                ArchivedAt = isArchived ? chat.LastSequence : null,
                IsPinned = isPinned,
            };
    }
}
