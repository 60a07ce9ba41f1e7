using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Messages;
using MediatR;

namespace Allmine.Application.Messages.GetOutcome;

internal sealed class GetOutcomeHandler(ICaller caller, IIdempotencyRepository outcomes, IChatRepository chats)
    : IRequestHandler<GetOutcomeQuery, OutcomeView>
{
    public async Task<OutcomeView> Handle(GetOutcomeQuery query, CancellationToken cancellationToken)
    {
        var outcome = await outcomes.FindAsync(new IdempotencyKey(caller.ActingUser(), query.IdempotencyKey!), cancellationToken);
        return outcome switch
        {
            { Message: { } message } => new OutcomeView(await ViewOfAsync(message, cancellationToken)),
            { Refusal: { } code } => new OutcomeView(Message: null, code),
            _ => new OutcomeView(Message: null),
        };
    }

    private async Task<MessageView> ViewOfAsync(Message message, CancellationToken cancellationToken)
    {
        var chat = await chats.FindAsync(message.ChatId, cancellationToken);
        return new MessageView(message, chat?.ReadersOf(message) ?? []);
    }
}
