using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Chats.MarkRead;

internal sealed class MarkReadHandler(ICaller caller, IChatRepository chats) : IRequestHandler<MarkReadCommand, MarkReadResult>
{
    public async Task<MarkReadResult> Handle(MarkReadCommand command, CancellationToken cancellationToken)
    {
        var reader = caller.ActingUser();
        var chat = await chats.FindAsync(Id<Chat>.Parse(command.ChatId), cancellationToken)
            ?? throw new RefusedException(ErrorCode.ChatNotFound);
        if (chat.MarkRead(reader, command.Sequence!.Value))
            chat.MarkRead(reader, await chats.MarkReadAsync(chat.Id, reader, chat.ReadUpTo(reader), cancellationToken));
        return new MarkReadResult(chat.Id, chat.ReadUpTo(reader), chat.UnreadOf(reader));
    }
}
