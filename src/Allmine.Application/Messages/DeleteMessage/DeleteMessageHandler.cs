using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Intents.Alterations;
using MediatR;

namespace Allmine.Application.Messages.DeleteMessage;

internal sealed class DeleteMessageHandler(CallerAuthority caller, MessageAlterations alterations) : IRequestHandler<DeleteMessageCommand, MessageView>
{
    public async Task<MessageView> Handle(DeleteMessageCommand command, CancellationToken cancellationToken)
    {
        var by = await caller.FindOrNobodyAsync(cancellationToken);
        return await alterations.ApplyAsync(command.MessageId, by, message => new DeleteIntent(message, by?.UserId), cancellationToken);
    }
}
