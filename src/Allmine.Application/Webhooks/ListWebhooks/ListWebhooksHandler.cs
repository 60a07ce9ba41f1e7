using MediatR;

namespace Allmine.Application.Webhooks.ListWebhooks;

internal sealed class ListWebhooksHandler(WebhookBook book, WebhookBacklogs backlogs) : IRequestHandler<ListWebhooksQuery, IReadOnlyList<WebhookView>>
{
    public async Task<IReadOnlyList<WebhookView>> Handle(ListWebhooksQuery query, CancellationToken cancellationToken)
    {
        var views = new List<WebhookView>();
        foreach (var webhook in (await book.ReadAsync(cancellationToken)).Webhooks)
        {
            // The others are listed all the same; a call that names it says so.
            if (await backlogs.FindAsync(webhook, cancellationToken) is { } backlog)
                views.Add(new WebhookView(webhook, backlog));
        }

        return views;
    }
}
