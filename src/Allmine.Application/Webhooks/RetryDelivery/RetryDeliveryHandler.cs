using System.Globalization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks.ReplayWebhook;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Webhooks.RetryDelivery;

internal sealed class RetryDeliveryHandler(WebhookBook book, DeliveryReader reader, IIdGenerator ids) : AsyncRequestHandler<RetryDeliveryCommand>
{
    protected override async Task Handle(RetryDeliveryCommand command, CancellationToken cancellationToken)
    {
        var webhook = await book.DemandAsync(command.Name, cancellationToken);
        // It has one form: 080 is nobody's.
        if (!long.TryParse(command.DeliveryId, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || command.DeliveryId[0] == '0'
            || await reader.FindAsync(webhook, number, cancellationToken) is not { } delivery)
            throw new RefusedException(ErrorCode.DeliveryNotFound);
        var id = ids.NewId<RunKey>();
        await book.ChangeAsync(
            webhook,
            one => delivery.Status is DeliveryStatus.Failed or DeliveryStatus.Pending
                ? one with { Hurried = [.. one.Hurried.TakeLast(ReplayWebhookHandler.Greatest - 1), new HurriedDelivery(id, number)] }
                : ReplayWebhookHandler.With(one, new WebhookRun(id, number - 1, number, delivery.Entry.Partition)),
            cancellationToken);
    }
}
