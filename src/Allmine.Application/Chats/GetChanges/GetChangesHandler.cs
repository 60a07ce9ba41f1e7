using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Chats.GetChanges;

internal sealed class GetChangesHandler(ICaller caller, IChatRepository chats, ChangesReader changes) : IRequestHandler<GetChangesQuery, ChangesPage>
{
    public async Task<ChangesPage> Handle(GetChangesQuery query, CancellationToken cancellationToken)
    {
        var viewer = caller.ActingUser();
        var chat = await chats.FindAsync(Id<Chat>.Parse(query.ChatId), cancellationToken) ?? throw new RefusedException(ErrorCode.ChatNotFound);
        return chat.HasMember(viewer)
            ? await changes.ReadAsync(chat, viewer, query.After ?? 0, new PageRoom(query.Limit ?? PageLimits.Greatest), cancellationToken)
            : throw new RefusedException(ErrorCode.NotAMember);
    }
}
