using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>The members' own settings of chats.</summary>
internal sealed class InMemoryChatSettings(Lock gate, InMemoryEventFeed events) : IChatSettingsRepository
{
    private readonly Dictionary<(Id<User>, Id<Chat>), ChatSettings> settings = [];

    /// <summary>Everybody's settings of a chat.</summary>
    public IEnumerable<ChatSettings> In(Id<Chat> chatId) => settings.Values.Where(own => own.ChatId == chatId);

    public Task<IReadOnlyList<ChatSettings>> FindAllAsync(Id<User> userId, IReadOnlyCollection<Id<Chat>> chatIds, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var found = chatIds.Select(chatId => settings.GetValueOrDefault((userId, chatId)));
            return Task.FromResult<IReadOnlyList<ChatSettings>>([.. found.OfType<ChatSettings>()]);
        }
    }

    public Task<bool> SaveAsync(ChatSettings own, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var key = (own.UserId, own.ChatId);
            if ((settings.GetValueOrDefault(key)?.Revision ?? 0) != own.Revision - 1)
                return Task.FromResult(false);
            settings[key] = own;
            events.AddSettings(own);
            return Task.FromResult(true);
        }
    }
}
