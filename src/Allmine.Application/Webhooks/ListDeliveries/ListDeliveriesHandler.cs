using Allmine.Application.Feed;
using Allmine.Application.Paging;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Webhooks;
using MediatR;

namespace Allmine.Application.Webhooks.ListDeliveries;

internal sealed class ListDeliveriesHandler(ICaller caller, WebhookBook book, DeliveryReader reader, FeedPositions positions) : IRequestHandler<ListDeliveriesQuery, DeliveriesPage>
{
    private const char List = 'd';

    public async Task<DeliveriesPage> Handle(ListDeliveriesQuery query, CancellationToken cancellationToken)
    {
        var service = caller.Subject!.Value;
        var before = PageCursor.PositionIn(query.Cursor, List, service, 1);
        var webhook = await book.DemandAsync(query.Name, cancellationToken);
        DeliveryStatus? status = query.Status is { } name && DeliveryStatusNames.TryParse(name, out var known) ? known : null;
        await positions.PrepareAsync(cancellationToken);
        var (items, next) = await reader.ReadAsync(webhook, status, before?[0], query.Limit ?? PageLimits.Default, cancellationToken);
        return new DeliveriesPage([.. items.Select(item => item with { Position = positions.Of(item.Entry.Number) })], next is { } number ? new PageCursor(List, service, [number]).ToString() : null);
    }
}
