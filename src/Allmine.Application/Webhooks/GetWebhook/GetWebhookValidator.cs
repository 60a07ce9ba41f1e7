using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Webhooks.GetWebhook;

internal sealed class GetWebhookValidator : AbstractValidator<GetWebhookQuery>
{
    public GetWebhookValidator() => RuleFor(query => query.Name).MustSatisfy(WebhookRules.ViolationOfName);
}
