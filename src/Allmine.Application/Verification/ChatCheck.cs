using Allmine.Application.Abstractions;

namespace Allmine.Application.Verification;

/// <summary>Each chat's messages, one after the other, and the chat's last number against them.</summary>
internal sealed class ChatCheck(IStoreSnapshot snapshot, StoreReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var chats = await Reader<ChatNumber>.OpenAsync(snapshot.ReadChatNumbersAsync(cancellationToken), cancellationToken);
        await using var messages = await Reader<ChatNumber>.OpenAsync(snapshot.ReadMessageNumbersAsync(cancellationToken), cancellationToken);
        for (; chats.HasCurrent; await chats.MoveAsync())
        {
            var chat = chats.Current;
            if (messages.HasCurrent && messages.Current.ChatId < chat.ChatId)
                break;
            var number = 0L;
            for (; messages.HasCurrent && messages.Current.ChatId == chat.ChatId; await messages.MoveAsync())
            {
                if (messages.Current.Sequence != ++number)
                    throw new StoreFaultException($"Chat {chat.ChatId} has a message {messages.Current.Sequence} where message {number} should be.");
                report.Messages++;
            }

            if (chat.Sequence != number)
                throw new StoreFaultException($"Chat {chat.ChatId} says that its last message is {chat.Sequence}; it has {number}.");
            report.Chats++;
        }

        if (messages.HasCurrent)
            throw new StoreFaultException($"There are messages of chat {messages.Current.ChatId}, and there is no such chat.");
    }
}
