using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Intents.Alterations;
using MediatR;

namespace Allmine.Application.Messages.SetReaction;

internal sealed class SetReactionHandler(CallerAuthority caller, MessageAlterations alterations) : IRequestHandler<SetReactionCommand, MessageView>
{
    public async Task<MessageView> Handle(SetReactionCommand command, CancellationToken cancellationToken)
    {
        var by = await caller.FindAsync(cancellationToken);
        return await alterations.ApplyAsync(
            command.MessageId, by, message => new ReactionIntent(message, by.UserId, command.Emoji, command.IsSet), cancellationToken);
    }
}
