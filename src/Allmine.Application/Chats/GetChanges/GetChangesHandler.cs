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
    /// <summary>How often it is read anew, where all that there is changes while it is read.</summary>
    private const int MostReadings = 10;

    public async Task<ChangesPage> Handle(GetChangesQuery query, CancellationToken cancellationToken)
    {
        var viewer = caller.ActingUser();
        var id = Id<Chat>.Parse(query.ChatId);
        var after = query.After ?? 0;
        for (var readings = 1; ; readings++)
        {
            var chat = await chats.FindAsync(id, cancellationToken) ?? throw new RefusedException(ErrorCode.ChatNotFound);
            if (!chat.HasMember(viewer))
                throw new RefusedException(ErrorCode.NotAMember);
            var page = await changes.ReadAsync(chat, viewer, after, new PageRoom(query.Limit ?? PageLimits.Greatest), cancellationToken);
            if (page is not { HasMore: true, Items: [] })
                return page;
            // Nothing could be given. That the caller has everything up to where they are is true, too.
            if (readings == MostReadings)
                return page with { LastChange = page.Reset ? 0 : after, HasMore = false };
        }
    }
}
