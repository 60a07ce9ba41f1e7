using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Chats.MarkDelivered;

internal sealed class MarkDeliveredValidator : AbstractValidator<MarkDeliveredCommand>
{
    public MarkDeliveredValidator()
    {
        RuleFor(command => command.ChatId).IsIdOf<MarkDeliveredCommand, Chat>("chatId");
        RuleFor(command => command.Sequence).MustSatisfy(sequence => sequence switch
        {
            null => new ErrorDetail(ErrorCode.Required, "sequence"),
            < 0 => new ErrorDetail(ErrorCode.Range, "sequence", 0, long.MaxValue),
            _ => null,
        });
    }
}
