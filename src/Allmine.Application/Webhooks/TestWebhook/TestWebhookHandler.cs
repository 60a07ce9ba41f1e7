using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using MediatR;

namespace Allmine.Application.Webhooks.TestWebhook;

internal sealed class TestWebhookHandler(WebhookBook book, WebhookPost post, IIdGenerator ids, TimeProvider time) : IRequestHandler<TestWebhookCommand, WebhookAnswer>
{
    public async Task<WebhookAnswer> Handle(TestWebhookCommand command, CancellationToken cancellationToken)
    {
        var webhook = await book.DemandAsync(command.Name, cancellationToken);
        return await post.SendAsync(webhook, ids.NewId<FeedEntry>(), WebhookBody.OfTest(time.GetUtcMilliseconds()), cancellationToken);
    }
}
