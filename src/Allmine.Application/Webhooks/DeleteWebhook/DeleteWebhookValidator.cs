using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Webhooks.DeleteWebhook;

internal sealed class DeleteWebhookValidator : AbstractValidator<DeleteWebhookCommand>
{
    public DeleteWebhookValidator() => RuleFor(command => command.Name).MustSatisfy(WebhookRules.ViolationOfName);
}
