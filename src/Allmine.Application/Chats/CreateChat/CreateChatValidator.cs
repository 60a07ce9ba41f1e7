using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Chats.CreateChat;

/// <summary>How many members there are can only be told by who knows the caller: the handler.</summary>
internal sealed class CreateChatValidator : AbstractValidator<CreateChatCommand>
{
    public CreateChatValidator()
    {
        RuleFor(command => command.MemberIds).MustSatisfy(ids => ids switch
        {
            null or [] => new ErrorDetail(ErrorCode.Required, CreateChatHandler.MembersField),
            _ when !ids.All(id => Id<User>.TryParse(id, out _)) => new ErrorDetail(ErrorCode.Format, CreateChatHandler.MembersField),
            _ => null,
        });
        RuleFor(command => command.Title).MustSatisfy(Chat.TitleViolation);
        RuleFor(command => command.IdempotencyKey).MustSatisfy(IdempotencyKeyRules.Violation);
    }
}
