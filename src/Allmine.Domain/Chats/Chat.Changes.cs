using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <content>
/// What can change of a chat itself. Each change first gives the line that tells of it, or null where nothing changes; <see cref="Take"/> then gives
/// both their numbers, in the same commit.
/// </content>
public sealed partial class Chat
{
    /// <summary>What the user may do here; null for one who is no member.</summary>
    public ChatRole? RoleOf(Id<User> userId) => IndexOf(userId) is var at && at >= 0 ? members[at].Role : null;

    /// <summary>Whether the user may do in this group what not every member may; in a direct chat nobody is more than the other.</summary>
    public bool IsAdmin(Id<User> userId) => RoleOf(userId) >= ChatRole.Admin;

    /// <summary>The member of that identifier; null if there is none.</summary>
    public Member? FindMember(Id<User> userId) => IndexOf(userId) is var at && at >= 0 ? members[at] : null;

    /// <summary>Whether the user is a member who sees the message of that number.</summary>
    public bool Sees(Id<User> userId, long sequence) => IndexOf(userId) is var at && at >= 0 && members[at].Sees(sequence);

    /// <summary>Since when the member is there: UTC, whole milliseconds.</summary>
    public DateTime JoinedAt(Member member) => member.LineAt ?? CreatedAt;

    /// <summary>Refuses whoever may not change the chat itself.</summary>
    /// <param name="role">What the one who asks may do; null for one who is no member.</param>
    /// <param name="least">The least role that may.</param>
    /// <exception cref="RefusedException"><c>chat.not_a_member</c>, <c>chat.direct</c>, <c>chat.role_required</c>.</exception>
    public void EnsureChangeableBy(ChatRole? role, ChatRole least)
    {
        if (role is null)
            throw new RefusedException(ErrorCode.NotAMember);
        if (Kind == ChatKind.Direct)
            throw new RefusedException(ErrorCode.ChatDirect);
        if (role < least)
            throw new RefusedException(ErrorCode.RoleRequired);
    }

    /// <summary>Gives the group another title or photo, or takes it away.</summary>
    /// <exception cref="InvalidRequestException">The title breaks one of its rules.</exception>
    public ChatLine? Update(Change<string> title, Change<MediaContent> photo)
    {
        var newTitle = title.Of(Title)?.Trim();
        if (title.IsGiven && TitleViolation(title.Value) is { } fault)
            throw new InvalidRequestException(fault);
        var hasNewTitle = newTitle != Title;
        if (!hasNewTitle && photo.Of(Photo)?.Key == Photo?.Key)
            return null;
        (Title, Photo) = (newTitle, photo.Of(Photo));
        return new ChatLine(ChatEvent.Updated) { Title = hasNewTitle ? Change<string>.To(newTitle) : default };
    }

    /// <summary>Adds a member, who sees what comes from the line of it on, or everything. Whoever comes into an empty group is its owner.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="seesAll">Whether the member sees what was sent before, too; then all of it is unread.</param>
    /// <param name="at">The time of the line: UTC, whole milliseconds.</param>
    /// <exception cref="RefusedException"><c>chat.full</c>.</exception>
    public ChatLine? Add(Id<User> userId, bool seesAll, DateTime at)
    {
        if (HasMember(userId))
            return null;
        if (members.Length >= MaxMembers)
            throw new RefusedException(ErrorCode.ChatFull);
        var role = members.Length == 0 ? ChatRole.Owner : ChatRole.Member;
        members =
        [
            .. members,
            new Member(userId, seesAll ? 0 : LastSequence) { Role = role, Line = NextSequence, LineChange = NextChange, LineAt = at, SeesAll = seesAll },
        ];
        return new ChatLine(ChatEvent.MemberAdded, userId) { Role = role };
    }

    /// <summary>Takes a member out, who sees nothing of the group any more.</summary>
    /// <param name="userId">The member.</param>
    /// <param name="by">Who does it: the member itself, or somebody who may.</param>
    /// <exception cref="RefusedException"><c>chat.last_owner</c>: others would be left without an owner.</exception>
    public ChatLine? Remove(Id<User> userId, Id<User> by)
    {
        var at = IndexOf(userId);
        if (at < 0)
            return null;
        if (members.Length > 1)
            EnsureNotLastOwner(at);
        members = [.. members.Where(member => member.UserId != userId)];
        return userId == by ? new ChatLine(ChatEvent.MemberLeft) : new ChatLine(ChatEvent.MemberRemoved, userId);
    }

    /// <summary>Gives a member another role.</summary>
    /// <exception cref="InvalidRequestException"><c>validation.userId.not_a_member</c>.</exception>
    /// <exception cref="RefusedException"><c>chat.last_owner</c>: the group would be without an owner.</exception>
    public ChatLine? SetRole(Id<User> userId, ChatRole role)
    {
        var at = IndexOf(userId);
        if (at < 0)
            throw new InvalidRequestException(ErrorCode.TargetNotAMember, FieldNames.UserId);
        if (members[at].Role == role)
            return null;
        EnsureNotLastOwner(at);
        Member[] changed = [.. members];
        changed[at] = changed[at] with { Role = role };
        members = changed;
        return new ChatLine(ChatEvent.RoleChanged, userId) { Role = role };
    }

    /// <summary>Gives the line of a change of the chat itself its number, and then the change.</summary>
    /// <param name="line">The line, as the chat's next message.</param>
    /// <returns>The change of the chat itself, which is noted with those of messages.</returns>
    public MessageAlteration Take(Message line)
    {
        Append(line);
        AlterationCount++;
        OwnChange = LastChange;
        Revision++;
        return new MessageAlteration(Id, AlterationCount, LastSequence, line.Id, line.Sequence, AlterationKind.ChatChanged);
    }

    /// <summary>The group as it is, without its members.</summary>
    public ChatSnapshot ToSnapshot() => new(Id, Title, Photo, LastSequence, OwnChange, CreatedAt, UpdatedAt);

    private static bool IsOwner(Member member) => member.Role == ChatRole.Owner;

    private void EnsureNotLastOwner(int at)
    {
        if (IsOwner(members[at]) && members.Count(IsOwner) == 1)
            throw new RefusedException(ErrorCode.LastOwner);
    }
}
