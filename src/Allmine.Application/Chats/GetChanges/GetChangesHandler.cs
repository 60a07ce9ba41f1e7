using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Chats;
using MediatR;

namespace Allmine.Application.Chats.GetChanges;

internal sealed class GetChangesHandler(CallerAuthority caller, IChatRepository chats, ChangesReader changes) : IRequestHandler<GetChangesQuery, ChangesPage>
{
    public async Task<ChangesPage> Handle(GetChangesQuery query, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindReaderAsync(cancellationToken);
        var chat = await chats.FindForReaderAsync(query.ChatId, viewer, cancellationToken);
        return await changes.ReadAsync(chat, viewer, query.After ?? 0, new PageRoom(query.Limit ?? PageLimits.Greatest), cancellationToken);
    }
}
