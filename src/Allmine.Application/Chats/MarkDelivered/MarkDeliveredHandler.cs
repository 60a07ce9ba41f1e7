using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Chats.MarkDelivered;

internal sealed class MarkDeliveredHandler(ICaller caller, IChatRepository chats) : IRequestHandler<MarkDeliveredCommand, MarkDeliveredResult>
{
    public async Task<MarkDeliveredResult> Handle(MarkDeliveredCommand command, CancellationToken cancellationToken)
    {
        var user = caller.ActingUser();
        var chat = await chats.FindAsync(Id<Chat>.Parse(command.ChatId), cancellationToken)
            ?? throw new RefusedException(ErrorCode.ChatNotFound);
        if (chat.MarkDelivered(user, command.Sequence!.Value))
            chat.MarkDelivered(user, await chats.MarkDeliveredAsync(chat.Id, user, chat.DeliveredUpTo(user), cancellationToken));
        return new MarkDeliveredResult(chat.Id, chat.DeliveredUpTo(user));
    }
}
