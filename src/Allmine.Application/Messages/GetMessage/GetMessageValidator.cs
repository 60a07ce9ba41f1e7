using Allmine.Application.Validation;
using Allmine.Domain.Messages;
using FluentValidation;

namespace Allmine.Application.Messages.GetMessage;

internal sealed class GetMessageValidator : AbstractValidator<GetMessageQuery>
{
    public GetMessageValidator() => RuleFor(query => query.MessageId).IsIdOf<GetMessageQuery, Message>("messageId");
}
