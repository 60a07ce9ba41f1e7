using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>
/// A chat: who is in it, how many messages it has, and how far each member has read. It decides who may send and which
/// number a message gets.
/// </summary>
public sealed partial class Chat
{
    /// <summary>The most members that a chat has.</summary>
    public const int MaxMembers = 256;

    /// <summary>The most characters (Unicode scalar values) of a group's title. White space at its ends is left out.</summary>
    public const int MaxTitleLength = 128;

    /// <summary>The time of a chat that nothing has happened in.</summary>
    private static readonly DateTime Never = DateTime.UnixEpoch;

    /// <summary>The most messages that are pinned in a chat at once.</summary>
    public const int MaxPins = 100;

    private Member[] members;
    private Pin[] pins;
    private Block[] blocks;

    private Chat(ChatState facts, Member[] members, Block[] blocks)
    {
        Id = facts.Id;
        Kind = facts.Kind;
        Title = facts.Title;
        Revision = facts.Revision;
        LastSequence = facts.LastSequence;
        CreatedAt = facts.CreatedAt;
        UpdatedAt = facts.UpdatedAt;
        AlterationCount = facts.AlterationCount;
        pins = [.. facts.Pins];
        Photo = facts.Photo;
        OwnChange = facts.OwnChange;
        this.members = members;
        this.blocks = blocks;
    }

    public Id<Chat> Id { get; }

    public ChatKind Kind { get; }

    /// <summary>The title of a group, if it has one; a direct chat has none.</summary>
    public string? Title { get; private set; }

    /// <summary>The photo of a group, if it has one; a direct chat has none.</summary>
    public MediaContent? Photo { get; private set; }

    /// <summary>Changes whenever the members or what they may do, the title or the photo change, and never by a message or by reading.</summary>
    public long Revision { get; private set; }

    /// <summary>How many messages the chat has, which is the number of the last one.</summary>
    public long LastSequence { get; private set; }

    public long NextSequence => LastSequence + 1;

    /// <summary>How many of the chat's changes have altered a message, or the chat itself, instead of sending a message.</summary>
    public long AlterationCount { get; private set; }

    /// <summary>How many changes the chat has had, which is the number of the last one: each takes the next number, without gaps.</summary>
    public long LastChange => LastSequence + AlterationCount;

    public long NextChange => LastChange + 1;

    /// <summary>The number of the change that sends the next message, as the message keeps it: null where it is the message's own number.</summary>
    public long? NextSentChange => AlterationCount == 0 ? null : NextChange;

    /// <summary>The number of the latest change of the chat itself; 0 for none since it was made.</summary>
    public long OwnChange { get; private set; }

    /// <summary>The messages that are pinned; the one that was pinned last comes last.</summary>
    public IReadOnlyList<Pin> Pins => pins;

    /// <summary>When the chat was opened: UTC, whole milliseconds.</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>When the last message was sent, or the chat opened: UTC, whole milliseconds.</summary>
    public DateTime UpdatedAt { get; private set; }

    /// <summary>
    /// Whether the members have it in their lists. A direct chat that only keeps who has blocked whom is not open before
    /// the first message, or before one of the two opens it.
    /// </summary>
    public bool IsOpen => UpdatedAt > Never;

    public IReadOnlyList<Member> Members => members;

    /// <summary>Which of the two users of a direct chat have blocked the other, and since when; none in a group.</summary>
    public IReadOnlyList<Block> Blocks => blocks;

    /// <summary>Whether one of the two has blocked the other: neither then sends to the other by name, here or elsewhere.</summary>
    public bool IsBlocked => blocks.Length > 0;

    /// <summary>The two users of a direct chat; null for a group.</summary>
    public DirectPair? Pair => Kind == ChatKind.Direct ? DirectPair.Of(members[0].UserId, members[1].UserId) : null;

    /// <summary>A new direct chat, still without a message.</summary>
    public static Chat Direct(Id<Chat> id, Id<User> one, Id<User> other, DateTime at)
    {
        var pair = DirectPair.Of(one, other);
        return new Chat(new ChatState(id, ChatKind.Direct, null, 0, 0, at, at), [new Member(pair.Lower, 0), new Member(pair.Higher, 0)], []);
    }

    /// <summary>A direct chat that only keeps who of the two has blocked the other, until it is opened.</summary>
    public static Chat Unopened(Id<Chat> id, Id<User> one, Id<User> other) => Direct(id, one, other, Never);

    /// <summary>A new group, still without a message. The first one named is its owner.</summary>
    /// <exception cref="ArgumentException">No member, or more than <see cref="MaxMembers"/>.</exception>
    /// <exception cref="InvalidRequestException">The title breaks one of its rules.</exception>
    public static Chat Group(Id<Chat> id, string? title, IEnumerable<Id<User>> userIds, DateTime at)
    {
        if (TitleViolation(title) is { } fault)
            throw new InvalidRequestException(fault);
        Member[] members = [.. userIds.Distinct().Select((userId, i) => new Member(userId, 0) { Role = i == 0 ? ChatRole.Owner : ChatRole.Member })];
        return members.Length is > 0 and <= MaxMembers
            ? new(new ChatState(id, ChatKind.Group, title?.Trim(), 0, 0, at, at), members, [])
            : throw new ArgumentException($"A new group has 1 to {MaxMembers} members.", nameof(userIds));
    }

    /// <summary>
    /// A chat as it was stored. No limit of a new chat is applied: a stored one may be older than the limit. In a group without an owner,
    /// which is of a version that had no roles, the first member is the owner.
    /// </summary>
    /// <exception cref="UnreadableRecordException">A direct chat that isn't of two different users, or a block by somebody else.</exception>
    public static Chat Restore(ChatState facts, IEnumerable<Member> members, IEnumerable<Block>? blocks = null)
    {
        var chat = new Chat(facts, [.. members], [.. blocks ?? []]);
        var isWhole = facts.Kind == ChatKind.Direct
            ? chat.members is [var one, var other] && one.UserId != other.UserId && chat.blocks.All(block => chat.HasMember(block.By))
            : chat.blocks.Length == 0;
        if (facts.Kind == ChatKind.Group && chat.members.Length > 0 && !Array.Exists(chat.members, IsOwner))
            chat.members[0] = chat.members[0] with { Role = ChatRole.Owner };
        return isWhole ? chat : throw new UnreadableRecordException($"chat {facts.Id}");
    }

    /// <summary>The rule that a group's title breaks, or null. A group may have none.</summary>
    public static ErrorDetail? TitleViolation(string? title) => title switch
    {
        null => null,
        _ when !PlainText.IsWellFormed(title) => new ErrorDetail(ErrorCode.Characters, FieldNames.Title),
        _ when PlainText.IsBlank(title) => new ErrorDetail(ErrorCode.Blank, FieldNames.Title),
        _ when !PlainText.HasAtMost(title.Trim(), MaxTitleLength, 2 * MaxTitleLength) => new ErrorDetail(ErrorCode.TooLong, FieldNames.Title, MaxTitleLength),
        _ => null,
    };

    public bool HasMember(Id<User> userId) => IndexOf(userId) >= 0;

    /// <summary>Opens a chat that isn't open yet.</summary>
    /// <exception cref="InvalidOperationException">It is open.</exception>
    public void Open(DateTime at)
    {
        if (IsOpen)
            throw new InvalidOperationException($"Chat {Id} is open.");
        CreatedAt = UpdatedAt = at;
        Revision++;
    }

    /// <summary>Takes what has become of one of its messages: the chat's next change.</summary>
    /// <returns>The change.</returns>
    /// <exception cref="InvalidOperationException">The message is of another chat, or altered out of turn.</exception>
    public MessageAlteration Alter(Message altered, AlterationKind kind, Id<User>? userId = null, string? emoji = null)
    {
        if (altered.ChatId != Id || altered.Life.Change != NextChange)
            throw new InvalidOperationException($"Chat {Id} expects its change {NextChange}, not {altered.Life.Change} of chat {altered.ChatId}.");
        AlterationCount++;
        var isPinned = altered.Life.PinnedAt is not null;
        if (isPinned != IsPinned(altered.Id))
            pins = isPinned ? [.. pins, new Pin(altered.Id, altered.Sequence)] : [.. pins.Where(pin => pin.MessageId != altered.Id)];
        return new MessageAlteration(Id, AlterationCount, LastSequence, altered.Id, altered.Sequence, kind, userId, emoji);
    }

    /// <exception cref="RefusedException"><c>chat.pins_full</c>: there is no room for another pinned message.</exception>
    public void EnsureRoomForPin()
    {
        if (pins.Length >= MaxPins)
            throw new RefusedException(ErrorCode.PinsFull);
    }

    private bool IsPinned(Id<Message> id) => Array.Exists(pins, pin => pin.MessageId == id);

    public bool HasBlocked(Id<User> userId) => Array.Exists(blocks, block => block.By == userId);

    /// <summary>A user of this direct chat blocks the other one.</summary>
    /// <param name="userId">Who blocks.</param>
    /// <param name="at">UTC, whole milliseconds.</param>
    /// <returns>Whether that changes anything.</returns>
    /// <exception cref="InvalidOperationException">The user is not one of a direct chat.</exception>
    public bool Block(Id<User> userId, DateTime at)
    {
        if (Kind != ChatKind.Direct || !HasMember(userId))
            throw new InvalidOperationException($"User {userId} can't block anybody in chat {Id}.");
        if (HasBlocked(userId))
            return false;
        blocks = [.. blocks, new Block(userId, at)];
        Revision++;
        return true;
    }

    /// <summary>Takes back what <see cref="Block"/> did.</summary>
    /// <returns>Whether that changes anything.</returns>
    public bool Unblock(Id<User> userId)
    {
        if (!HasBlocked(userId))
            return false;
        blocks = [.. blocks.Where(block => block.By != userId)];
        Revision++;
        return true;
    }

    /// <summary>Lets the sender in, addressing a user or nobody, and mentioning some.</summary>
    /// <exception cref="RefusedException">The sender is not a member, or one of the two in a direct chat has blocked the other.</exception>
    /// <exception cref="InvalidRequestException">The user addressed, or one who is mentioned, is the sender, or not a member.</exception>
    public void Admit(Id<User> sender, Id<User>? target, IReadOnlyList<Id<User>>? mentions = null)
    {
        if (ObjectionTo(sender, target, mentions) is { } fault)
            throw fault.Field is null ? new RefusedException(fault.Code) : new InvalidRequestException(fault);
    }

    /// <summary>The reason for which <see cref="Admit"/> would refuse, or null.</summary>
    public ErrorDetail? ObjectionTo(Id<User> sender, Id<User>? target, IReadOnlyList<Id<User>>? mentions = null)
    {
        if (!HasMember(sender))
            return new ErrorDetail(ErrorCode.NotAMember);
        if (target == sender)
            return new ErrorDetail(ErrorCode.Self, FieldNames.Recipient);
        if (target is { } addressed && !HasMember(addressed))
            return new ErrorDetail(ErrorCode.TargetNotAMember, FieldNames.Recipient);
        if (mentions is not null && !AreOthers(mentions, sender))
            return new ErrorDetail(ErrorCode.TargetNotAMember, FieldNames.Mentions);
        return IsBlocked ? new ErrorDetail(ErrorCode.Blocked) : null;
    }

    /// <summary>Who gets what a sender who was admitted gives: the user addressed, or else the other one of a direct chat.</summary>
    /// <exception cref="InvalidRequestException">Nobody is addressed, in a group.</exception>
    public Id<User> RecipientFor(Id<User> sender, Id<User>? target) => target
        ?? OtherThan(sender)
        ?? throw new InvalidRequestException(ErrorCode.Required, FieldNames.Recipient);

    /// <summary>
    /// The one user whom a message of this sender is for: the one addressed, or else the only other member. Null if it is for several.
    /// A block between the two forbids it, in a group too.
    /// </summary>
    public Id<User>? SoleReceiver(Id<User> sender, Id<User>? target) =>
        target ?? (members.Length == 2 && IndexOf(sender) is var own and >= 0 ? members[1 - own].UserId : null);

    /// <summary>The other one of a direct chat; null in a group, or for somebody who is not in the chat.</summary>
    public Id<User>? OtherThan(Id<User> userId) =>
        Kind == ChatKind.Direct && IndexOf(userId) is var own and >= 0 ? members[1 - own].UserId : null;

    /// <summary>
    /// The time that a message sent now gets: <paramref name="now"/>, but never before the message ahead of it, whatever the
    /// clock of this machine says.
    /// </summary>
    public DateTime TimeOfNext(DateTime now) => now > UpdatedAt ? now : UpdatedAt;

    /// <summary>Takes the chat's next message. Who sends a message has read up to it.</summary>
    /// <exception cref="InvalidOperationException">The message is of another chat, out of turn, or not by a member, and no line.</exception>
    public void Append(Message message)
    {
        if (message.ChatId != Id || message.Sequence != NextSequence)
            throw new InvalidOperationException($"Chat {Id} expects its message {NextSequence}, not {message.Sequence} of chat {message.ChatId}.");
        var sender = IndexOf(message.SenderId);
        if (sender < 0 && message.Kind != MessageKind.System)
            throw new InvalidOperationException($"User {message.SenderId} is not a member of chat {Id}.");
        if (!IsOpen)
            CreatedAt = message.CreatedAt;
        LastSequence = message.Sequence;
        UpdatedAt = message.CreatedAt;
        if (sender >= 0)
            members[sender] = members[sender] with { ReadUpTo = message.Sequence };
    }

    /// <summary>The chat as it is before the sender's next message, for <see cref="GoBackTo"/>.</summary>
    /// <exception cref="RefusedException">The sender is not a member.</exception>
    public ChatMoment Before(Id<User> sender) => new(LastSequence, CreatedAt, UpdatedAt, sender, ReadUpTo(sender));

    /// <summary>Takes back what <see cref="Append"/> has done since: the messages were decided on, and are not to be.</summary>
    public void GoBackTo(ChatMoment moment)
    {
        LastSequence = moment.LastSequence;
        CreatedAt = moment.CreatedAt;
        UpdatedAt = moment.UpdatedAt;
        var sender = IndexOf(moment.Sender);
        members[sender] = members[sender] with { ReadUpTo = moment.ReadUpTo };
    }

    /// <summary>
    /// A member has read up to that number: brought down to the last one if it is past it, and never back to an earlier one.
    /// </summary>
    /// <returns>Whether that changes anything.</returns>
    /// <exception cref="RefusedException">The reader is not a member.</exception>
    public bool MarkRead(Id<User> reader, long sequence)
    {
        var readUpTo = Math.Min(sequence, LastSequence);
        if (readUpTo <= ReadUpTo(reader))
            return false;
        var at = IndexOf(reader);
        members[at] = members[at] with { ReadUpTo = readUpTo };
        return true;
    }

    /// <summary>A member has the messages up to that number: brought down to the last one if it is past it, and never back to an earlier one.</summary>
    /// <returns>Whether that changes anything.</returns>
    /// <exception cref="RefusedException">The user is not a member.</exception>
    public bool MarkDelivered(Id<User> userId, long sequence)
    {
        var deliveredUpTo = Math.Min(sequence, LastSequence);
        if (deliveredUpTo <= DeliveredUpTo(userId))
            return false;
        var at = IndexOf(userId);
        members[at] = members[at] with { DeliveredUpTo = deliveredUpTo };
        return true;
    }

    /// <summary>The number of the last message that has reached a member, read or not; 0 for none.</summary>
    /// <exception cref="RefusedException">The user is not a member.</exception>
    public long DeliveredUpTo(Id<User> userId) =>
        IndexOf(userId) is var at && at >= 0 ? members[at].HasUpTo : throw new RefusedException(ErrorCode.NotAMember);

    /// <summary>The number of the last message that a member has read; 0 for none.</summary>
    /// <exception cref="RefusedException">The reader is not a member.</exception>
    public long ReadUpTo(Id<User> reader) =>
        IndexOf(reader) is var at && at >= 0 ? members[at].ReadUpTo : throw new RefusedException(ErrorCode.NotAMember);

    /// <summary>
    /// How many messages of others a member has not read. All that come after the marker are of others: one's own message
    /// moves it.
    /// </summary>
    /// <exception cref="RefusedException">The reader is not a member.</exception>
    public long UnreadOf(Id<User> reader) => LastSequence - ReadUpTo(reader);

    /// <summary>The members, the sender aside, who have read up to the message.</summary>
    public IReadOnlyList<Id<User>> ReadersOf(Message message) =>
        [.. members.Where(member => member.ReadUpTo >= message.Sequence && IsOfOthersTo(message, member)).Select(member => member.UserId)];

    /// <summary>Nobody is known to have read a message that can't be read.</summary>
    /// <inheritdoc cref="ReadersOf(Message)"/>
    public IReadOnlyList<Id<User>> ReadersOf(StoredMessage message) => message.Readable is { } whole ? ReadersOf(whole) : [];

    /// <summary>The members, the sender aside, whom the message has reached.</summary>
    public IReadOnlyList<Id<User>> HoldersOf(Message message) =>
        [.. members.Where(member => member.HasUpTo >= message.Sequence && IsOfOthersTo(message, member)).Select(member => member.UserId)];

    /// <summary>Nobody is known to have a message that can't be read.</summary>
    /// <inheritdoc cref="HoldersOf(Message)"/>
    public IReadOnlyList<Id<User>> HoldersOf(StoredMessage message) => message.Readable is { } whole ? HoldersOf(whole) : [];

    /// <summary>Whether the member sees the message, and has not sent it.</summary>
    private static bool IsOfOthersTo(Message message, Member member) => member.UserId != message.SenderId && member.Sees(message.Sequence);

    /// <summary>Whether all of them are members, and none is the sender.</summary>
    private bool AreOthers(IReadOnlyList<Id<User>> users, Id<User> sender) => users.All(user => user != sender && HasMember(user));

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
