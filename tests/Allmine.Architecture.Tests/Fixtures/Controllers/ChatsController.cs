using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Architecture.Tests.Fixtures.Controllers;

/// <summary>Bad on purpose: a controller that goes to the store by itself, behind the back of its constructor.</summary>
public sealed class ChatsController(IServiceProvider services)
{
    public async Task<bool> ExistsAsync(string chatId)
    {
        var chats = (IChatRepository)services.GetService(typeof(IChatRepository))!;
        return await chats.FindAsync(Id<Chat>.Parse(chatId), CancellationToken.None) is not null;
    }
}
