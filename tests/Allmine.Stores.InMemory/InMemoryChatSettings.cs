using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>The members' own settings of chats.</summary>
internal sealed class InMemoryChatSettings(Lock gate, InMemoryEventFeed events) : IChatSettingsRepository
{
    private readonly Dictionary<(Id<User>, Id<Chat>), ChatSettings> settings = [];
    private readonly Spoiled<(Id<User>, Id<Chat>)> spoiled = new("chat settings");

    public void RestoreSpoiled() => spoiled.Clear();

    /// <summary>From now on the settings can't be read.</summary>
    public void Spoil(Id<User> userId, Id<Chat> chatId) => spoiled.Add((userId, chatId));

    /// <summary>Everybody's settings of a chat.</summary>
    public IEnumerable<ChatSettings> In(Id<Chat> chatId) => settings.Values.Where(own => own.ChatId == chatId);

    public Task<IReadOnlyList<ChatSettings>> FindAllAsync(Id<User> userId, IReadOnlyCollection<Id<Chat>> chatIds, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var chatId in chatIds)
                spoiled.Check((userId, chatId));
            var found = chatIds.Select(chatId => settings.GetValueOrDefault((userId, chatId)));
            return Task.FromResult<IReadOnlyList<ChatSettings>>([.. found.OfType<ChatSettings>()]);
        }
    }

    public Task<IReadOnlyDictionary<Id<User>, ChatSettings?>> OfMembersAsync(Id<Chat> chatId, IReadOnlyCollection<Id<User>> userIds, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyDictionary<Id<User>, ChatSettings?>>(userIds
                .Where(userId => settings.ContainsKey((userId, chatId)))
                .ToDictionary(userId => userId, userId => spoiled.Contains((userId, chatId)) ? null : settings[(userId, chatId)]));
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
