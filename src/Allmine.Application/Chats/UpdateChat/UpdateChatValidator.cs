using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using FluentValidation;

namespace Allmine.Application.Chats.UpdateChat;

internal sealed class UpdateChatValidator : AbstractValidator<UpdateChatCommand>
{
    private const string PhotoField = "photo";

    public UpdateChatValidator()
    {
        RuleFor(command => command.ChatId).IsIdOf<UpdateChatCommand, Chat>("chatId");
        RuleFor(command => command.Title.Value).MustSatisfy(Chat.TitleViolation);
        RuleFor(command => command.Photo.Value).MustSatisfy(photo => photo == "" ? new ErrorDetail(ErrorCode.Blank, PhotoField) : null);
    }
}
