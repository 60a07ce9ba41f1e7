using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Messages.GetMessage;

internal sealed class GetMessageHandler(CallerAuthority caller, VisibleMessages visible) : IRequestHandler<GetMessageQuery, MessageView>
{
    public async Task<MessageView> Handle(GetMessageQuery query, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindReaderAsync(cancellationToken);
        var (message, chat) = await visible.FindAsync(query.MessageId, viewer, cancellationToken);
        return MessageView.In(chat, message, viewer.UserId);
    }
}
