using Allmine.Application.Authorization;
using Allmine.Application.Ports.Chats;
using MediatR;

namespace Allmine.Application.Chats.GetChat;

internal sealed class GetChatHandler(CallerAuthority caller, IChatRepository chats, ChatViewComposer views) : IRequestHandler<GetChatQuery, ChatView>
{
    public async Task<ChatView> Handle(GetChatQuery query, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindReaderAsync(cancellationToken);
        var chat = await chats.FindForReaderAsync(query.ChatId, viewer, cancellationToken);
        return await views.OfAsync(chat, viewer, cancellationToken);
    }
}
