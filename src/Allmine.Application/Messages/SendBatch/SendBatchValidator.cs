using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Messages.SendBatch;

/// <summary>Each item is held to the rules of a send. Their faults are faults of the whole.</summary>
internal sealed class SendBatchValidator : AbstractValidator<SendBatchCommand>
{
    public const string ItemsField = "items";

    private readonly SendMessageValidator sends;

    public SendBatchValidator(MessageOptions options)
    {
        sends = new SendMessageValidator(options);
        RuleFor(command => command.Items).MustSatisfyAll(ItemsViolations);
        RuleFor(command => command.IdempotencyKey).MustSatisfy((command, key) => key is null && !command.DryRun
            ? new ErrorDetail(ErrorCode.KeyRequired)
            : IdempotencyKeyRules.BatchViolation(key));
    }

    /// <summary>The name of an item's field.</summary>
    public static string FieldOf(int index, string? field) => $"{ItemsField}[{index}].{field}";

    private IEnumerable<ErrorDetail> ItemsViolations(IReadOnlyList<BatchItem?>? items) => items switch
    {
        null or { Count: 0 } => [new ErrorDetail(ErrorCode.Required, ItemsField)],
        { Count: > SendBatchCommand.MaxItems } => [new ErrorDetail(ErrorCode.TooMany, ItemsField, SendBatchCommand.MaxItems)],
        _ => items.SelectMany(ViolationsOf),
    };

    private IEnumerable<ErrorDetail> ViolationsOf(BatchItem? item, int index)
    {
        if (item is null)
            return [new ErrorDetail(ErrorCode.Required, $"{ItemsField}[{index}]")];
        // The key is that of the batch.
        var faults = sends.Validate(item.Send with { IdempotencyKey = null, DryRun = true }).Errors.Select(ErrorDetailRules.ToErrorDetail);
        if (item.OnBehalfOf is { } text && !Id<User>.TryParse(text, out _))
            faults = faults.Append(new ErrorDetail(ErrorCode.Format, "onBehalfOf"));
        return faults.Select(fault => fault with { Field = FieldOf(index, fault.Field) });
    }
}
