using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using MediatR;

namespace Allmine.Application.Messages.GetMessage;

internal sealed class GetMessageHandler(ICaller caller, IMessageRepository messages, IChatRepository chats)
    : IRequestHandler<GetMessageQuery, MessageView>
{
    public async Task<MessageView> Handle(GetMessageQuery query, CancellationToken cancellationToken)
    {
        // Whether a message of other people exists is nobody's business.
        return await messages.FindAsync(Id<Message>.Parse(query.MessageId), cancellationToken) is { } message
            && await chats.FindAsync(message.ChatId, cancellationToken) is { } chat
            && chat.HasMember(caller.ActingUser())
                ? new MessageView(message, chat.ReadersOf(message))
                : throw new RefusedException(ErrorCode.MessageNotFound);
    }
}
