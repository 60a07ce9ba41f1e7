using Allmine.Domain;
using Allmine.Domain.Errors;
using FluentValidation;
using FluentValidation.Results;

namespace Allmine.Application.Validation;

/// <summary>
/// Lets validators speak in the domain's own violations, so that a rule, its code and its limits are written once.
/// </summary>
internal static class ErrorDetailRules
{
    /// <summary>The value must violate no rule. The function sees the whole request too, for rules that depend on another field.</summary>
    public static IRuleBuilderOptionsConditions<T, TProperty> MustSatisfy<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Func<T, TProperty, ErrorDetail?> violation) =>
        rule.Custom((value, context) =>
        {
            if (violation(context.InstanceToValidate, value) is not { } violated)
                return;
            var detail = RequestFields.Respell(violated);
            context.AddFailure(new ValidationFailure(detail.Field, detail.Name) { ErrorCode = detail.Name, CustomState = detail });
        });

    /// <inheritdoc cref="MustSatisfy{T, TProperty}(IRuleBuilder{T, TProperty}, Func{T, TProperty, ErrorDetail?})"/>
    public static IRuleBuilderOptionsConditions<T, TProperty> MustSatisfy<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Func<TProperty, ErrorDetail?> violation) =>
        rule.MustSatisfy((_, value) => violation(value));

    /// <summary>Likewise for a value that may violate many rules.</summary>
    public static IRuleBuilderOptionsConditions<T, TProperty> MustSatisfyAll<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Func<TProperty, IEnumerable<ErrorDetail>> violations) =>
        rule.Custom((value, context) =>
        {
            foreach (var detail in violations(value).Take(InvalidRequestException.MaxFaults))
                context.AddFailure(new ValidationFailure(detail.Field, detail.Name) { ErrorCode = detail.Name, CustomState = detail });
        });

    /// <summary>The value must be the identifier of a <typeparamref name="TEntity"/>, or absent.</summary>
    public static IRuleBuilderOptionsConditions<T, string?> IsIdOf<T, TEntity>(this IRuleBuilder<T, string?> rule, string field)
        where TEntity : class =>
        rule.MustSatisfy(text => text is null || Id<TEntity>.TryParse(text, out _) ? null : new ErrorDetail(ErrorCode.Format, field));

    public static ErrorDetail ToErrorDetail(ValidationFailure failure) =>
        failure.CustomState as ErrorDetail
        ?? throw new InvalidOperationException($"The rule for {failure.PropertyName} reports no violation: write it with {nameof(MustSatisfy)}.");
}
