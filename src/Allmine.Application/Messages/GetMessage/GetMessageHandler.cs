using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using MediatR;

namespace Allmine.Application.Messages.GetMessage;

internal sealed class GetMessageHandler(ICaller caller, VisibleMessages visible) : IRequestHandler<GetMessageQuery, MessageView>
{
    public async Task<MessageView> Handle(GetMessageQuery query, CancellationToken cancellationToken)
    {
        var viewer = caller.ActingUser();
        var (message, chat) = await visible.FindAsync(query.MessageId, viewer, cancellationToken);
        return MessageView.In(chat, message, viewer);
    }
}
