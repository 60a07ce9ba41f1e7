using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Chats.PutMember;

internal sealed class PutMemberHandler(ChatChanges changes) : IRequestHandler<PutMemberCommand, PutMemberResult>
{
    public async Task<PutMemberResult> Handle(PutMemberCommand command, CancellationToken cancellationToken)
    {
        var (chatId, userId) = (Id<Chat>.Parse(command.ChatId), Id<User>.Parse(command.UserId));
        var change = await changes.ApplyAsync(
            (by, line) => new AddMemberIntent(chatId, by, line, userId, command.History == PutMemberCommand.All), cancellationToken);
        return new PutMemberResult(await changes.ViewAsync(change, cancellationToken), change.IsChange);
    }
}
