using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using FluentValidation;

namespace Allmine.Application.Chats.MarkRead;

internal sealed class MarkReadValidator : AbstractValidator<MarkReadCommand>
{
    public MarkReadValidator()
    {
        RuleFor(command => command.ChatId).IsIdOf<MarkReadCommand, Chat>("chatId");
        RuleFor(command => command.Sequence).MustSatisfy(MarkerRules.Violation);
    }
}
