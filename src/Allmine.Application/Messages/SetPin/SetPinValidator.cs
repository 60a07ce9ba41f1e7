using Allmine.Application.Validation;
using Allmine.Domain.Messages;
using FluentValidation;

namespace Allmine.Application.Messages.SetPin;

internal sealed class SetPinValidator : AbstractValidator<SetPinCommand>
{
    public SetPinValidator() => RuleFor(command => command.MessageId).IsIdOf<SetPinCommand, Message>("messageId");
}
