using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Blocks.UnblockUser;

internal sealed class UnblockUserHandler(ICaller caller, IChatRepository chats) : IRequestHandler<UnblockUserCommand, Unit>
{
    public async Task<Unit> Handle(UnblockUserCommand command, CancellationToken cancellationToken)
    {
        var (self, other) = caller.PairWith(command.UserId);
        // Whoever is ahead has done a step of their own, so that this ends.
        while (!await TryUnblockAsync(self, other, cancellationToken))
        {
        }

        return Unit.Value;
    }

    /// <summary>False, with nothing written, if somebody else was ahead.</summary>
    private async Task<bool> TryUnblockAsync(Id<User> self, Id<User> other, CancellationToken cancellationToken)
    {
        var chat = await chats.FindAsync(DirectPair.Of(self, other), cancellationToken);
        return chat?.Unblock(self) != true || await chats.SaveBlocksAsync(chat, cancellationToken);
    }
}
