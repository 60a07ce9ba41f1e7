using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Blocks.BlockUser;

/// <summary>
/// Keeps the block in the direct chat of the two, which is created for it, unopened, if there is none. Once this returns,
/// no send between the two is let in, on whichever node: its commit finds another revision, or another chat of the pair.
/// </summary>
internal sealed class BlockUserHandler(ICaller caller, IIdGenerator ids, TimeProvider time, IChatRepository chats, UserDirectory directory)
    : IRequestHandler<BlockUserCommand, Unit>
{
    public async Task<Unit> Handle(BlockUserCommand command, CancellationToken cancellationToken)
    {
        var (self, other) = caller.PairWith(command.UserId);
        if (!await directory.ExistsAsync(other, cancellationToken))
            throw new RefusedException(ErrorCode.UserNotFound);
        // Whoever is ahead has done a step of their own, so that this ends.
        while (!await TryBlockAsync(self, other, cancellationToken))
        {
        }

        return Unit.Value;
    }

    /// <summary>False, with nothing written, if somebody else was ahead.</summary>
    private async Task<bool> TryBlockAsync(Id<User> self, Id<User> other, CancellationToken cancellationToken)
    {
        var known = await chats.FindAsync(DirectPair.Of(self, other), cancellationToken);
        var chat = known ?? Chat.Unopened(ids.NewId<Chat>(), self, other);
        if (!chat.Block(self, time.GetUtcMilliseconds()))
            return true;
        return known is null
            ? await chats.AddAsync(chat, cancellationToken)
            : await chats.SaveBlocksAsync(chat, cancellationToken);
    }
}
