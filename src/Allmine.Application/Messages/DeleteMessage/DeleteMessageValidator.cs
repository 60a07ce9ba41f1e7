using Allmine.Application.Validation;
using Allmine.Domain.Messages;
using FluentValidation;

namespace Allmine.Application.Messages.DeleteMessage;

internal sealed class DeleteMessageValidator : AbstractValidator<DeleteMessageCommand>
{
    public DeleteMessageValidator() => RuleFor(command => command.MessageId).IsIdOf<DeleteMessageCommand, Message>("messageId");
}
