using Allmine.Application.Ports.Snapshots;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Application.Verification;

/// <summary>The pins of a chat, and its altered messages one after the other.</summary>
internal sealed class PinCheck
{
    private readonly ChatEntry chat;
    private readonly VerificationReport report;
    private readonly Dictionary<Id<Message>, long> missing = [];
    private string? fault;

    public PinCheck(ChatEntry chat, VerificationReport report)
    {
        (this.chat, this.report) = (chat, report);
        if (chat.Pins.Count > Chat.MaxPins)
            fault = $"Chat {chat.ChatId} has {chat.Pins.Count} pins; {Chat.MaxPins} are the most.";
        foreach (var pin in chat.Pins)
        {
            if (!missing.TryAdd(pin.MessageId, pin.Sequence))
                fault ??= $"Chat {chat.ChatId} has pinned the message {pin.MessageId} twice.";
        }
    }

    public void Add(Message message)
    {
        if (message.Life.PinnedAt is null)
            return;
        if (!missing.Remove(message.Id, out var sequence))
            fault ??= $"The message {message.Id} is pinned; it is not among the pins of chat {chat.ChatId}.";
        else if (sequence != message.Sequence)
            fault ??= $"Chat {chat.ChatId} has pinned the message {message.Id} as number {sequence}; it is {message.Sequence}.";
    }

    /// <summary>The first thing that is wrong, once all messages were added; null if all is sound. What is said of a message that can't be read is not held against the chat.</summary>
    public string? FaultAtEnd()
    {
        if (fault is not null)
            return fault;
        foreach (var (id, sequence) in missing)
        {
            if (!report.IsUnreadable($"message {id}"))
                return $"Chat {chat.ChatId} has pinned the message {id} (number {sequence}), which is not pinned.";
        }

        return null;
    }
}
