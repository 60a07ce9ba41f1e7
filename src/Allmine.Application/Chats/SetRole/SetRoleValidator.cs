using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Chats.SetRole;

internal sealed class SetRoleValidator : AbstractValidator<SetRoleCommand>
{
    private const string RoleField = "role";

    public SetRoleValidator()
    {
        RuleFor(command => command.ChatId).IsIdOf<SetRoleCommand, Chat>("chatId");
        RuleFor(command => command.UserId).IsIdOf<SetRoleCommand, User>("userId");
        RuleFor(command => command.Role).MustSatisfy(role => role switch
        {
            null => new ErrorDetail(ErrorCode.Required, RoleField),
            _ when ChatRoleNames.Parse(role) is null => new ErrorDetail(ErrorCode.AllowedValues, RoleField, string.Join(", ", ChatRoleNames.Names)),
            _ => null,
        });
    }
}
