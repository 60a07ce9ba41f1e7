using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Chats.RemoveMember;

internal sealed class RemoveMemberHandler(ChatChanges changes) : IRequestHandler<RemoveMemberCommand, Unit>
{
    public async Task<Unit> Handle(RemoveMemberCommand command, CancellationToken cancellationToken)
    {
        var chatId = Id<Chat>.Parse(command.ChatId);
        await changes.ApplyAsync(
            (by, line) => new RemoveMemberIntent(chatId, by, line, command.UserId == RemoveMemberCommand.Me ? by.UserId : Id<User>.Parse(command.UserId)),
            cancellationToken);
        return Unit.Value;
    }
}
