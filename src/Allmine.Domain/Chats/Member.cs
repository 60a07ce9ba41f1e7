using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>A member of a chat, and how far that member has read.</summary>
/// <param name="UserId">The member.</param>
/// <param name="ReadUpTo">The number of the last message read; 0 for none. It never goes back.</param>
/// <param name="DeliveredUpTo">The number of the last message that has reached one of the member's devices, as far as they said so; 0 for none. It never goes back.</param>
public readonly record struct Member(Id<User> UserId, long ReadUpTo, long DeliveredUpTo = 0)
{
    /// <summary>What the member may do.</summary>
    public ChatRole Role { get; init; }

    /// <summary>The number of the message that tells of the member's coming, the member's own line; 0 for one who was there from the beginning.</summary>
    public long Line { get; init; }

    /// <summary>The number of the change that made that line; 0 for one who was there from the beginning.</summary>
    public long LineChange { get; init; }

    /// <summary>When the line was made: UTC, whole milliseconds; null for one who was there from the beginning.</summary>
    public DateTime? LineAt { get; init; }

    /// <summary>Whether the member sees what was sent before the line, too.</summary>
    public bool SeesAll { get; init; }

    /// <summary>The number of the first message that the member sees, or less.</summary>
    public long SeesFrom => SeesAll ? 0 : Line;

    /// <summary>The number of the last message that has reached the member: whoever has read it, has it.</summary>
    public long HasUpTo => Math.Max(ReadUpTo, DeliveredUpTo);

    /// <summary>Whether the member sees the message of that number.</summary>
    public bool Sees(long sequence) => sequence >= SeesFrom;
}
