using Allmine.Application.Paging;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Webhooks.ListDeliveries;

internal sealed class ListDeliveriesValidator : AbstractValidator<ListDeliveriesQuery>
{
    public ListDeliveriesValidator()
    {
        RuleFor(query => query.Name).MustSatisfy(WebhookRules.ViolationOfName);
        RuleFor(query => query.Limit).MustSatisfy(PageLimits.Violation);
        RuleFor(query => query.Cursor).MustSatisfy(PageCursor.Violation);
        RuleFor(query => query.Status).MustSatisfy(status =>
            status is null || DeliveryStatusNames.TryParse(status, out _) ? null : new ErrorDetail(ErrorCode.AllowedValues, "status", string.Join(", ", DeliveryStatusNames.All)));
    }
}
