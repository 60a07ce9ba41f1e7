using Allmine.Application.Ports;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Webhooks.RotateSecret;

internal sealed class RotateSecretHandler(WebhookBook book, WebhookBacklogs backlogs, WebhookSecrets secrets, TimeProvider time) : IRequestHandler<RotateSecretCommand, WebhookView>
{
    public async Task<WebhookView> Handle(RotateSecretCommand command, CancellationToken cancellationToken)
    {
        var webhook = await book.DemandAsync(command.Name, cancellationToken);
        if (!secrets.CanKeep)
            throw new RefusedException(ErrorCode.WebhookNoKey);
        var (shown, kept) = secrets.Make(webhook.Id);
        var until = time.GetUtcMilliseconds() + WebhookTimes.SecretOverlap;
        var registry = await book.ChangeAsync(webhook, Rotated, cancellationToken);
        var rotated = registry.Webhooks.FirstOrDefault(one => one.Id == webhook.Id) ?? throw new RefusedException(ErrorCode.WebhookNotFound);
        return new WebhookView(rotated, await backlogs.ReadAsync(rotated, cancellationToken)) { Secret = shown };

        // What can't be read any more, since the deployment has another key, would keep the new one from signing.
        Webhook Rotated(Webhook one) => one with { Secrets = secrets.CanRead(one, one.Secrets[0]) ? [kept, one.Secrets[0] with { Until = until }] : [kept] };
    }
}
