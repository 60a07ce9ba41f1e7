using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using MediatR;

namespace Allmine.Application.Events.Listen;

internal sealed class ListenHandler(ICaller caller, EventHub hub) : IRequestHandler<ListenQuery, EventSubscription>
{
    public Task<EventSubscription> Handle(ListenQuery query, CancellationToken cancellationToken) =>
        hub.ListenAsync(caller.ActingUser(), query.LastEventId, cancellationToken);
}
