using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using MediatR;

namespace Allmine.Application.Chats.UpdateChat;

internal sealed class UpdateChatHandler(ChatChanges changes) : IRequestHandler<UpdateChatCommand, ChatView>
{
    public async Task<ChatView> Handle(UpdateChatCommand command, CancellationToken cancellationToken)
    {
        var chatId = Id<Chat>.Parse(command.ChatId);
        await changes.ApplyAsync((by, line) => new UpdateChatIntent(chatId, by, line, command.Title, command.Photo), cancellationToken);
        return await changes.ViewAsync(chatId, cancellationToken);
    }
}
