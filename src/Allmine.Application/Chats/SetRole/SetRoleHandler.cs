using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Chats.SetRole;

internal sealed class SetRoleHandler(ChatChanges changes) : IRequestHandler<SetRoleCommand, MemberView>
{
    public async Task<MemberView> Handle(SetRoleCommand command, CancellationToken cancellationToken)
    {
        var (chatId, userId, role) = (Id<Chat>.Parse(command.ChatId), Id<User>.Parse(command.UserId), ChatRoleNames.Parse(command.Role)!.Value);
        var change = await changes.ApplyAsync((by, line) => new SetRoleIntent(chatId, by, line, userId, role), cancellationToken);
        return await changes.ViewAsync(change, cancellationToken);
    }
}
