using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Verification;

/// <summary>Each chat's messages, one after the other, and the chat's last number against them. One fault is told of a chat.</summary>
internal sealed class ChatCheck(IStoreSnapshot snapshot, VerificationReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var chats = await SnapshotReader<ChatEntry>.OpenAsync(snapshot.ReadChatsAsync(cancellationToken), report, cancellationToken);
        await using var messages = await SnapshotReader<MessageNumber>.OpenAsync(snapshot.ReadMessageNumbersAsync(cancellationToken), report, cancellationToken);
        while (NextOf(chats, messages) is { } id)
        {
            ChatEntry? chat = null;
            if (chats.HasCurrent && chats.Current.ChatId == id)
            {
                chat = chats.Current;
                report.Chats++;
                await chats.MoveAsync();
            }

            if (await FaultOfAsync(id, chat, messages) is { } fault)
                report.Add(fault);
        }
    }

    /// <summary>The lesser chat of the two lists; null at the end of both.</summary>
    private static Id<Chat>? NextOf(SnapshotReader<ChatEntry> chats, SnapshotReader<MessageNumber> messages)
    {
        var next = chats.HasCurrent ? chats.Current.ChatId : (Id<Chat>?)null;
        return messages.HasCurrent && !(next <= messages.Current.ChatId) ? messages.Current.ChatId : next;
    }

    private async Task<string?> FaultOfAsync(Id<Chat> id, ChatEntry? chat, SnapshotReader<MessageNumber> messages)
    {
        string? fault = null;
        var number = 0L;
        for (; messages.HasCurrent && messages.Current.ChatId == id; await messages.MoveAsync())
        {
            if (messages.Current.Sequence != ++number)
                fault ??= $"Chat {id} has a message {messages.Current.Sequence} where message {number} should be.";
            report.Messages++;
        }

        if (chat is { } found)
            return fault ?? (found.LastSequence != number ? $"Chat {id} says that its last message is {found.LastSequence}; it has {number}." : null);
        return report.IsUnreadable($"chat {id}") ? fault : $"There are messages of chat {id}, and there is no such chat.";
    }
}
