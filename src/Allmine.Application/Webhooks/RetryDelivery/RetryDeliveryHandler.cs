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
                ? With(one, new HurriedDelivery(id, number, delivery.Entry.Lane))
                : ReplayWebhookHandler.With(one, new WebhookRun(id, number - 1, number, delivery.Entry.Partition)),
            cancellationToken);
    }

    private static Webhook With(Webhook webhook, HurriedDelivery wish) =>
        webhook.Hurried.Count < ReplayWebhookHandler.Greatest ? webhook with { Hurried = [.. webhook.Hurried, wish] } : throw new RefusedException(ErrorCode.RateLimited);
}
