using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Ports;
using MediatR;

namespace Allmine.Application.Messages.SetPin;

internal sealed class SetPinHandler(ICaller caller, MessageAlterations alterations) : IRequestHandler<SetPinCommand, MessageView>
{
    public Task<MessageView> Handle(SetPinCommand command, CancellationToken cancellationToken)
    {
        var user = caller.ActingUser();
        return alterations.ApplyAsync(command.MessageId, user, message => new PinIntent(message, user, command.IsSet), cancellationToken);
    }
}
