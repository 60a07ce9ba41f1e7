using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Webhooks.RotateSecret;

internal sealed class RotateSecretValidator : AbstractValidator<RotateSecretCommand>
{
    public RotateSecretValidator() => RuleFor(command => command.Name).MustSatisfy(WebhookRules.ViolationOfName);
}
