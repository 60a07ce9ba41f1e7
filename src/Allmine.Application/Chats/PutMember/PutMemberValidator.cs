using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using FluentValidation;

namespace Allmine.Application.Chats.PutMember;

internal sealed class PutMemberValidator : AbstractValidator<PutMemberCommand>
{
    private const string HistoryField = "history";

    public PutMemberValidator()
    {
        RuleFor(command => command.ChatId).IsIdOf<PutMemberCommand, Chat>("chatId");
        RuleFor(command => command.UserId).IsIdOf<PutMemberCommand, User>("userId");
        RuleFor(command => command.History).MustSatisfy(history => history is null || PutMemberCommand.Histories.Contains(history)
            ? null
            : new ErrorDetail(ErrorCode.AllowedValues, HistoryField, string.Join(", ", PutMemberCommand.Histories)));
    }
}
