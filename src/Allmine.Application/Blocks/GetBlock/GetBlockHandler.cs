using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Domain.Chats;
using MediatR;

namespace Allmine.Application.Blocks.GetBlock;

internal sealed class GetBlockHandler(ICaller caller, IChatRepository chats) : IRequestHandler<GetBlockQuery, bool>
{
    public async Task<bool> Handle(GetBlockQuery query, CancellationToken cancellationToken)
    {
        var (self, other) = caller.PairWith(query.UserId);
        var chat = await chats.FindAsync(DirectPair.Of(self, other), cancellationToken);
        return chat?.HasBlocked(self) == true;
    }
}
