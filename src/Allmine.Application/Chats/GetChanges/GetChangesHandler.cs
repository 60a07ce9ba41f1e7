using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using MediatR;

namespace Allmine.Application.Chats.GetChanges;

internal sealed class GetChangesHandler(ICaller caller, IChatRepository chats, ChangesReader changes) : IRequestHandler<GetChangesQuery, ChangesPage>
{
    public async Task<ChangesPage> Handle(GetChangesQuery query, CancellationToken cancellationToken)
    {
        var viewer = caller.ActingUser();
        var chat = await chats.FindForMemberAsync(query.ChatId, viewer, cancellationToken);
        return await changes.ReadAsync(chat, viewer, query.After ?? 0, new PageRoom(query.Limit ?? PageLimits.Greatest), cancellationToken);
    }
}
