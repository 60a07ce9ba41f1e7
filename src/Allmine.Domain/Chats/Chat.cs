using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>
/// A chat: who is in it, how many messages it has, and how far each member has read. It decides who may send and which
/// number a message gets.
/// </summary>
public sealed class Chat
{
    /// <summary>The most members that a chat has.</summary>
    public const int MaxMembers = 256;

    private readonly Member[] members;

    private Chat(ChatFacts facts, Member[] members)
    {
        if (members.Length is 0 or > MaxMembers)
            throw new ArgumentException($"A chat has 1 to {MaxMembers} members.", nameof(members));
        if (facts.Kind == ChatKind.Direct && members.Length != 2)
            throw new ArgumentException("A direct chat has two members.", nameof(members));
        Id = facts.Id;
        Kind = facts.Kind;
        Title = facts.Title;
        Revision = facts.Revision;
        LastSequence = facts.LastSequence;
        CreatedAt = facts.CreatedAt;
        UpdatedAt = facts.UpdatedAt;
        this.members = members;
    }

    public Id<Chat> Id { get; }

    public ChatKind Kind { get; }

    /// <summary>The title of a group, if it has one; a direct chat has none.</summary>
    public string? Title { get; }

    /// <summary>Changes whenever the members or what they may do change, and never by a message.</summary>
    public long Revision { get; }

    /// <summary>How many messages the chat has, which is the number of the last one.</summary>
    public long LastSequence { get; private set; }

    public long NextSequence => LastSequence + 1;

    public DateTime CreatedAt { get; }

    /// <summary>When the last message was sent, or the chat created: UTC, whole milliseconds.</summary>
    public DateTime UpdatedAt { get; private set; }

    public IReadOnlyList<Member> Members => members;

    /// <summary>The two users of a direct chat; null for a group.</summary>
    public DirectPair? Pair => Kind == ChatKind.Direct ? DirectPair.Of(members[0].UserId, members[1].UserId) : null;

    /// <summary>A new direct chat, still without a message.</summary>
    public static Chat Direct(Id<Chat> id, Id<User> one, Id<User> other, DateTime at)
    {
        var pair = DirectPair.Of(one, other);
        return new Chat(new ChatFacts(id, ChatKind.Direct, null, 0, 0, at, at), [new Member(pair.Lower, 0), new Member(pair.Higher, 0)]);
    }

    /// <summary>A new group, still without a message.</summary>
    /// <exception cref="ArgumentException">No member, or more than <see cref="MaxMembers"/>.</exception>
    public static Chat Group(Id<Chat> id, string? title, IEnumerable<Id<User>> userIds, DateTime at) =>
        new(new ChatFacts(id, ChatKind.Group, title, 0, 0, at, at), [.. userIds.Distinct().Select(userId => new Member(userId, 0))]);

    /// <summary>A chat as it was stored.</summary>
    public static Chat Restore(ChatFacts facts, IEnumerable<Member> members) => new(facts, [.. members]);

    public bool HasMember(Id<User> userId) => IndexOf(userId) >= 0;

    /// <summary>Lets the sender in, addressing a user or nobody.</summary>
    /// <exception cref="RefusedException">The sender is not a member.</exception>
    /// <exception cref="InvalidRequestException">The user addressed is the sender, or not a member.</exception>
    public void Admit(Id<User> sender, Id<User>? target)
    {
        if (ObjectionTo(sender, target) is { } fault)
            throw fault.Field is null ? new RefusedException(fault.Code) : new InvalidRequestException(fault);
    }

    /// <summary>The reason for which <see cref="Admit"/> would refuse, or null.</summary>
    public Fault? ObjectionTo(Id<User> sender, Id<User>? target)
    {
        if (!HasMember(sender))
            return new Fault(ErrorCode.NotAMember);
        if (target is not { } addressed)
            return null;
        if (addressed == sender)
            return new Fault(ErrorCode.Self, "targetUserId");
        return HasMember(addressed) ? null : new Fault(ErrorCode.TargetNotAMember, "targetUserId");
    }

    /// <summary>Who gets what a sender who was admitted gives: the user addressed, or else the other one of a direct chat.</summary>
    /// <exception cref="InvalidRequestException">Nobody is addressed, in a group.</exception>
    public Id<User> RecipientFor(Id<User> sender, Id<User>? target) => target
        ?? OtherThan(sender)
        ?? throw new InvalidRequestException(ErrorCode.Required, "targetUserId");

    /// <summary>The other one of a direct chat; null in a group, or for somebody who is not in the chat.</summary>
    public Id<User>? OtherThan(Id<User> userId) =>
        Kind == ChatKind.Direct && IndexOf(userId) is var own and >= 0 ? members[1 - own].UserId : null;

    /// <summary>
    /// The time that a message sent now gets: <paramref name="now"/>, but never before the message ahead of it, whatever the
    /// clock of this machine says.
    /// </summary>
    public DateTime TimeOfNext(DateTime now) => now > UpdatedAt ? now : UpdatedAt;

    /// <summary>Takes the chat's next message. Who sends a message has read up to it.</summary>
    /// <exception cref="InvalidOperationException">The message is of another chat, out of turn, or not by a member.</exception>
    public void Append(Message message)
    {
        if (message.ChatId != Id || message.Sequence != NextSequence)
            throw new InvalidOperationException($"Chat {Id} expects its message {NextSequence}, not {message.Sequence} of chat {message.ChatId}.");
        var sender = IndexOf(message.SenderId);
        if (sender < 0)
            throw new InvalidOperationException($"User {message.SenderId} is not a member of chat {Id}.");
        LastSequence = message.Sequence;
        UpdatedAt = message.CreatedAt;
        members[sender] = members[sender] with { ReadUpTo = message.Sequence };
    }

    /// <summary>The members, the sender aside, who have read up to the message.</summary>
    public IReadOnlyList<Id<User>> ReadersOf(Message message) =>
        [.. members.Where(member => member.ReadUpTo >= message.Sequence && member.UserId != message.SenderId).Select(member => member.UserId)];

    private int IndexOf(Id<User> userId)
    {
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].UserId == userId)
                return i;
        }

        return -1;
    }
}
