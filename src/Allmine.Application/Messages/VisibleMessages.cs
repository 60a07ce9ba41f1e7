using Allmine.Application.Authorization;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Messages;

/// <summary>Finds a message for those who may see it, with its chat. Whether a message of other people exists is nobody's business.</summary>
internal sealed class VisibleMessages(IMessageRepository messages, IChatRepository chats)
{
    /// <param name="id">Of the message, in the form of identifiers.</param>
    /// <param name="viewer">Who is to see it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The message, and its chat as it was a moment later.</returns>
    /// <exception cref="RefusedException"><c>message.not_found</c>.</exception>
    public async Task<(StoredMessage Message, Chat Chat)> FindAsync(string id, ChatReader viewer, CancellationToken cancellationToken)
    {
        return await messages.FindAsync(Id<Message>.Parse(id), cancellationToken) is { } message
            && await chats.FindAsync(message.ChatId, cancellationToken) is { } chat
            && viewer.Sees(chat, message.Sequence)
                ? (message, chat)
                : throw new RefusedException(ErrorCode.MessageNotFound);
    }
}
