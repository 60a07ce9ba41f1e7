using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Domain.Messages;

/// <summary>
/// A message of a chat as of a moment. Each kind is made by a method of its own that takes just what belongs to it, so that a message with parts of
/// two kinds can't exist. What alters it gives another one, with the number of the change; where it would change nothing, it gives the same one.
/// </summary>
public sealed partial class Message
{
    private Message(MessageKind kind, MessageHeader header, string? content, MediaContent? media, CreditTransfer? transfer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(header.Sequence, 1);
        Kind = kind;
        Id = header.Id;
        ChatId = header.ChatId;
        SenderId = header.SenderId;
        Sequence = header.Sequence;
        CreatedAt = header.SentAt;
        Attributes = header.Attributes;
        StoredSentChange = header.Change;
        Life = header.Life ?? MessageLife.Untouched;
        Content = content;
        Media = media;
        Transfer = transfer;
    }

    /// <summary>A copy with another life.</summary>
    private Message(Message other, MessageLife life)
    {
        Kind = other.Kind;
        Id = other.Id;
        ChatId = other.ChatId;
        SenderId = other.SenderId;
        Sequence = other.Sequence;
        CreatedAt = other.CreatedAt;
        Attributes = other.Attributes;
        StoredSentChange = other.StoredSentChange;
        Content = other.Content;
        Media = other.Media;
        Transfer = other.Transfer;
        Life = life;
    }

    public Id<Message> Id { get; }

    public Id<Chat> ChatId { get; }

    public Id<User> SenderId { get; }

    /// <summary>The message's number in its chat: 1, 2, 3 … without gaps, in the order of commits.</summary>
    public long Sequence { get; }

    public MessageKind Kind { get; }

    /// <summary>The words, caption or note, as they were written.</summary>
    public string? Content { get; private init; }

    public MediaContent? Media { get; private init; }

    /// <summary>The credits that it moved from its sender; null for every other kind.</summary>
    public CreditTransfer? Transfer { get; }

    /// <summary>What goes with it: metadata, mentions and the like.</summary>
    public MessageAttributes Attributes { get; private init; }

    /// <summary>When it was sent: UTC, whole milliseconds. Never earlier than the message before it in the chat.</summary>
    public DateTime CreatedAt { get; }

    /// <param name="header">Identity, chat, number, sender and time.</param>
    /// <param name="text">Its words.</param>
    /// <param name="attachment">A file that the sender uploaded before, if one goes with the words.</param>
    public static Message Text(MessageHeader header, MessageText text, MediaContent? attachment = null) =>
        new(MessageKind.Text, header, text.Value, attachment);

    /// <param name="header">Identity, chat, number, sender and time.</param>
    /// <param name="file">The file that it carries.</param>
    /// <param name="caption">Words that go with it, if any; they may be blank.</param>
    /// <exception cref="InvalidRequestException">The caption is too long or not well formed.</exception>
    public static Message OfMedia(MessageHeader header, MediaContent file, string? caption = null) =>
        MessageText.CaptionViolation(caption) is { } fault
            ? throw new InvalidRequestException(fault)
            : new Message(MessageKind.Media, header, caption, file);

    /// <param name="header">Identity, chat, number, sender and time.</param>
    /// <param name="transfer">The credits that it moves, and to whom.</param>
    /// <param name="note">Words that go with them, if any; they may be blank.</param>
    /// <exception cref="InvalidRequestException">
    /// Less than a credit, to the sender, or a note that is too long or not well formed.
    /// </exception>
    public static Message CreditTransfer(MessageHeader header, CreditTransfer transfer, string? note = null)
    {
        if (transfer.Amount < CreditAmount.Least)
            throw new InvalidRequestException(ErrorCode.Range, FieldNames.TransferAmount, CreditAmount.Least, CreditAmount.DefaultGreatest);
        if (transfer.RecipientId == header.SenderId)
            throw new InvalidRequestException(ErrorCode.Self, FieldNames.Recipient);
        return MessageText.CaptionViolation(note) is { } fault
            ? throw new InvalidRequestException(fault)
            : new Message(MessageKind.CreditTransfer, header, note, media: null, transfer);
    }

    /// <summary>A line of the chat itself.</summary>
    /// <param name="header">Identity, chat, number, time, and who has changed the chat.</param>
    /// <param name="line">What has changed.</param>
    public static Message Line(MessageHeader header, ChatLine line) =>
        new(MessageKind.System, header with { Attributes = MessageAttributes.None with { Metadata = line.ToMetadata() } }, content: null, media: null);

    /// <summary>A message as it was stored. No rule of sending is applied: a stored message may be older than the rule.</summary>
    /// <exception cref="UnreadableRecordException">A part that its kind can't do without is missing.</exception>
    public static Message Restore(MessageKind kind, MessageHeader header, string? content, MediaContent? media, CreditTransfer? transfer)
    {
        var isWhole = kind switch
        {
            MessageKind.Text => content is not null,
            MessageKind.Media => media is not null,
            MessageKind.CreditTransfer => transfer is not null,
            MessageKind.System => header.Attributes.Metadata is not null,
            _ => false,
        };
        isWhole |= header.Life is { DeletedAt: not null } && kind is MessageKind.Text or MessageKind.Media;
        return isWhole && header.Sequence > 0
            ? new Message(kind, header, content, media, kind == MessageKind.CreditTransfer ? transfer : null)
            : throw new UnreadableRecordException($"message {header.Id}");
    }
}
