using MediatR;

namespace Allmine.Application.Webhooks.DeleteWebhook;

internal sealed class DeleteWebhookHandler(WebhookBook book) : AsyncRequestHandler<DeleteWebhookCommand>
{
    protected override Task Handle(DeleteWebhookCommand command, CancellationToken cancellationToken) =>
        book.ChangeAsync(registry => registry.Find(command.Name) is { } webhook ? registry.Without(webhook) : null, cancellationToken);
}
