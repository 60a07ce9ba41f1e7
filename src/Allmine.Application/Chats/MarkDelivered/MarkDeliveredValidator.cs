using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using FluentValidation;

namespace Allmine.Application.Chats.MarkDelivered;

internal sealed class MarkDeliveredValidator : AbstractValidator<MarkDeliveredCommand>
{
    public MarkDeliveredValidator()
    {
        RuleFor(command => command.ChatId).IsIdOf<MarkDeliveredCommand, Chat>("chatId");
        RuleFor(command => command.Sequence).MustSatisfy(MarkerRules.Violation);
    }
}
