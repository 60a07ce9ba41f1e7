using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Ports;
using MediatR;

namespace Allmine.Application.Messages.SetReaction;

internal sealed class SetReactionHandler(ICaller caller, MessageAlterations alterations) : IRequestHandler<SetReactionCommand, MessageView>
{
    public Task<MessageView> Handle(SetReactionCommand command, CancellationToken cancellationToken)
    {
        var user = caller.ActingUser();
        return alterations.ApplyAsync(
            command.MessageId, user, message => new ReactionIntent(message, user, command.Emoji, command.IsSet), cancellationToken);
    }
}
