using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Webhooks.ReplayWebhook;

internal sealed class ReplayWebhookValidator : AbstractValidator<ReplayWebhookCommand>
{
    public ReplayWebhookValidator()
    {
        RuleFor(command => command.Name).MustSatisfy(WebhookRules.ViolationOfName);
        RuleFor(command => command.From).MustSatisfy(from => from is null ? new ErrorDetail(ErrorCode.Required, "from") : null);
    }
}
