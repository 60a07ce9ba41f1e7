using Allmine.Application.Validation;
using Allmine.Domain.Chats;
using FluentValidation;

namespace Allmine.Application.Chats.GetChat;

internal sealed class GetChatValidator : AbstractValidator<GetChatQuery>
{
    public GetChatValidator()
    {
        RuleFor(query => query.ChatId).IsIdOf<GetChatQuery, Chat>("chatId");
    }
}
