using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Users;
using MediatR;

namespace Allmine.Application.Blocks.ListBlocks;

internal sealed class ListBlocksHandler(ICaller caller, IChatRepository chats, IUserRepository users) : IRequestHandler<ListBlocksQuery, BlocksPage>
{
    private const char List = 'B';

    public async Task<BlocksPage> Handle(ListBlocksQuery query, CancellationToken cancellationToken)
    {
        var blocker = caller.ActingUser();
        var limit = query.Limit ?? PageLimits.Default;
        BlockPosition? before = PageCursor.PositionIn(query.Cursor, List, blocker, TimedPlace.Numbers) is { } numbers ? BlockPosition.From([.. numbers]) : null;
        // One more than asked for tells whether there are more.
        var found = await chats.BlocksAsync(blocker, before, limit + 1, cancellationToken);
        if (found.Count == 0)
            return new BlocksPage([], NextCursor: null);
        var people = (await users.FindAllAsync([.. found.Select(block => block.BlockedId)], cancellationToken)).ToDictionary(user => user.Id);
        var last = found.Count > limit ? found[limit - 1] : (BlockPosition?)null;
        return new BlocksPage(
            [.. found.Take(limit).Select(block => people[block.BlockedId])],
            last is { } end ? new PageCursor(List, blocker, end.ToNumbers()).ToString() : null);
    }
}
