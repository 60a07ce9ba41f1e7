using Allmine.Application.Validation;
using FluentValidation;

namespace Allmine.Application.Webhooks.TestWebhook;

internal sealed class TestWebhookValidator : AbstractValidator<TestWebhookCommand>
{
    public TestWebhookValidator() => RuleFor(command => command.Name).MustSatisfy(WebhookRules.ViolationOfName);
}
