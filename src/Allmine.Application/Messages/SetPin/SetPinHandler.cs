using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Intents.Alterations;
using MediatR;

namespace Allmine.Application.Messages.SetPin;

internal sealed class SetPinHandler(CallerAuthority caller, MessageAlterations alterations) : IRequestHandler<SetPinCommand, MessageView>
{
    public async Task<MessageView> Handle(SetPinCommand command, CancellationToken cancellationToken)
    {
        var by = await caller.FindAsync(cancellationToken);
        return await alterations.ApplyAsync(command.MessageId, by, message => new PinIntent(message, by.UserId, command.IsSet), cancellationToken);
    }
}
