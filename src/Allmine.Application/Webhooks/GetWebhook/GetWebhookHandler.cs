using MediatR;

namespace Allmine.Application.Webhooks.GetWebhook;

internal sealed class GetWebhookHandler(WebhookBook book, WebhookBacklogs backlogs) : IRequestHandler<GetWebhookQuery, WebhookView>
{
    public async Task<WebhookView> Handle(GetWebhookQuery query, CancellationToken cancellationToken)
    {
        var webhook = await book.DemandAsync(query.Name, cancellationToken);
        return new WebhookView(webhook, await backlogs.ReadAsync(webhook, cancellationToken));
    }
}
