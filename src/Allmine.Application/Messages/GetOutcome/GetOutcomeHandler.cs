using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Idempotency;
using MediatR;

namespace Allmine.Application.Messages.GetOutcome;

internal sealed class GetOutcomeHandler(ICaller caller, IIdempotencyRepository outcomes, SentMessages sent)
    : IRequestHandler<GetOutcomeQuery, OutcomeView>
{
    public async Task<OutcomeView> Handle(GetOutcomeQuery query, CancellationToken cancellationToken)
    {
        var outcome = await outcomes.FindAsync(new IdempotencyKey(caller.ActingUser(), query.IdempotencyKey!), cancellationToken);
        return outcome switch
        {
            { Message: { } message } => new OutcomeView((await sent.ViewAsync([message], caller.ActingUser(), cancellationToken))[0]),
            { Refusal: { } code } => new OutcomeView(Message: null, code),
            _ => new OutcomeView(Message: null),
        };
    }
}
