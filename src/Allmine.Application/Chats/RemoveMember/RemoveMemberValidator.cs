using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Chats.RemoveMember;

internal sealed class RemoveMemberValidator : AbstractValidator<RemoveMemberCommand>
{
    public RemoveMemberValidator()
    {
        RuleFor(command => command.ChatId).IsIdOf<RemoveMemberCommand, Chat>("chatId");
        RuleFor(command => command.UserId).MustSatisfy(
            user => user == RemoveMemberCommand.Me || Id<User>.TryParse(user, out _) ? null : new ErrorDetail(ErrorCode.Format, "userId"));
    }
}
