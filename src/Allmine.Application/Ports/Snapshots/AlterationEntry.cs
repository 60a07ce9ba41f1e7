using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>An alteration as its message knows it.</summary>
/// <param name="Number">The alteration.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Kind">What happened to it.</param>
/// <param name="KeptVersion">The version that an edit has replaced, if words are kept for it; 0 if they don't tell; null if there are none.</param>
/// <param name="HasReaction">Whether it tells which reaction was put or taken back.</param>
public sealed record AlterationEntry(AlterationNumber Number, Id<Message> MessageId, long Sequence, AlterationKind Kind, long? KeptVersion, bool HasReaction)
{
    public Id<Chat> ChatId => Number.ChatId;

    /// <summary>How an alteration is named to an operator, who has to find its record.</summary>
    public static string NameOf(Id<Chat> chatId, long change) => $"alteration {change} of chat {chatId}";

    public override string ToString() => NameOf(ChatId, Number.Change);
}
