using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Authorization;

/// <summary>Who reads chats and their messages, and how much of them. It gives no right to change anything.</summary>
/// <param name="UserId">The user; null for a backend that acts for nobody: nothing there is its own.</param>
/// <param name="ReadsAll">Whether every chat may be read: by such a backend, and by a system user, member or not.</param>
public readonly record struct ChatReader(Id<User>? UserId, bool ReadsAll)
{
    /// <summary>A backend that acts for nobody.</summary>
    public static ChatReader Backend { get; } = new(UserId: null, ReadsAll: true);

    public bool MayRead(Chat chat) => ReadsAll || MemberOf(chat) is not null;

    /// <summary>The number of the first message that the reader sees there, or less.</summary>
    public long SeesFrom(Chat chat) => ReadsAll ? 0 : MemberOf(chat)?.SeesFrom ?? 0;

    /// <summary>Whether the reader sees the message of that number.</summary>
    public bool Sees(Chat chat, long sequence) => ReadsAll || MemberOf(chat) is { } member && member.Sees(sequence);

    /// <summary>The reader as a member of the chat; null for one who is none.</summary>
    public Member? MemberOf(Chat chat) => UserId is { } user ? chat.FindMember(user) : null;
}
