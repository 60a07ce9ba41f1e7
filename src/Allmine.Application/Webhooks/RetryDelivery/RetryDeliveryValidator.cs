using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Webhooks.RetryDelivery;

internal sealed class RetryDeliveryValidator : AbstractValidator<RetryDeliveryCommand>
{
    public RetryDeliveryValidator() => RuleFor(command => command.Name).MustSatisfy(WebhookRules.ViolationOfName);
}
