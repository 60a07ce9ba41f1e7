using Allmine.Application.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Webhooks.PutWebhook;

internal sealed class PutWebhookValidator : AbstractValidator<PutWebhookCommand>
{
    public PutWebhookValidator(IWebhookSender sender)
    {
        RuleFor(command => command.Name).MustSatisfy(WebhookRules.ViolationOfName);
        RuleFor(command => command.Url).MustSatisfy(url => url is null || sender.MayHave(url) ? null : new ErrorDetail(ErrorCode.NotAllowed, "url"));
        RuleFor(command => command.Types).MustSatisfy(FeedTypesRule.Violation);
    }
}
