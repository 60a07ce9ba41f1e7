using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Chats.MarkRead;

internal sealed class MarkReadValidator : AbstractValidator<MarkReadCommand>
{
    public MarkReadValidator()
    {
        RuleFor(command => command.ChatId).IsIdOf<MarkReadCommand, Chat>("chatId");
        RuleFor(command => command.Sequence).Obeys(sequence => sequence switch
        {
            null => new Fault(ErrorCode.Required, "sequence"),
            < 0 => new Fault(ErrorCode.Range, "sequence", 0, long.MaxValue),
            _ => null,
        });
    }
}
