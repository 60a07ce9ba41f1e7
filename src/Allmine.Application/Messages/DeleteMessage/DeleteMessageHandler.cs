using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Intents.Alterations;
using MediatR;

namespace Allmine.Application.Messages.DeleteMessage;

internal sealed class DeleteMessageHandler(CallerPerson caller, MessageAlterations alterations) : IRequestHandler<DeleteMessageCommand, MessageView>
{
    public async Task<MessageView> Handle(DeleteMessageCommand command, CancellationToken cancellationToken)
    {
        var user = await caller.FindAsync(cancellationToken);
        return await alterations.ApplyAsync(command.MessageId, user, message => new DeleteIntent(message, user), cancellationToken);
    }
}
