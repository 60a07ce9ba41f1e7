using Allmine.Application.Abstractions;
using Allmine.Application.Authorization;
using Allmine.Application.SendLog;
using MediatR;

namespace Allmine.Application.Messages.GetOutcome;

internal sealed class GetOutcomeHandler(ICaller caller, IOutcomeRepository outcomes, IChatRepository chats)
    : IRequestHandler<GetOutcomeQuery, OutcomeView>
{
    public async Task<OutcomeView> Handle(GetOutcomeQuery query, CancellationToken cancellationToken)
    {
        var outcome = await outcomes.FindAsync(new OutcomeKey(caller.ActingUser(), query.IdempotencyKey!), cancellationToken);
        if (outcome is null)
            return new OutcomeView(Message: null);
        var chat = await chats.FindAsync(outcome.Message.ChatId, cancellationToken);
        return new OutcomeView(new MessageView(outcome.Message, chat?.ReadersOf(outcome.Message) ?? []));
    }
}
