using Allmine.Application.Validation;
using Allmine.Domain.Messages;
using FluentValidation;

namespace Allmine.Application.Messages.SetReaction;

internal sealed class SetReactionValidator : AbstractValidator<SetReactionCommand>
{
    public SetReactionValidator()
    {
        RuleFor(command => command.MessageId).IsIdOf<SetReactionCommand, Message>("messageId");
        RuleFor(command => command.Emoji).MustSatisfy(Reaction.Violation);
    }
}
