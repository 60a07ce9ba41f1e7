using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.SendLog;

/// <summary>
/// Chats kept in memory between rounds, those used most lately. They may be out of date, which does no harm: a commit
/// verifies what was decided on. Two generations bound the memory: when the younger one is full, the older is let go.
/// </summary>
internal sealed class HeldChats(int capacity)
{
    private Generation young = new();
    private Generation old = new();

    public Chat? Find(Id<Chat> id)
    {
        if (young.Chats.TryGetValue(id, out var chat))
            return chat;
        return old.Chats.GetValueOrDefault(id);
    }

    public Chat? Find(DirectPair pair) =>
        young.Pairs.TryGetValue(pair, out var id) || old.Pairs.TryGetValue(pair, out id) ? Find(id) : null;

    public void Keep(Chat chat)
    {
        if (!young.Chats.TryAdd(chat.Id, chat))
        {
            young.Chats[chat.Id] = chat;
            return;
        }

        if (chat.Pair is { } pair)
            young.Pairs[pair] = chat.Id;
        if (young.Chats.Count >= capacity / 2)
            (young, old) = (new Generation(), young);
    }

    public void Drop(Id<Chat> id)
    {
        young.Chats.Remove(id);
        old.Chats.Remove(id);
    }

    private sealed class Generation
    {
        public Dictionary<Id<Chat>, Chat> Chats { get; } = [];

        public Dictionary<DirectPair, Id<Chat>> Pairs { get; } = [];
    }
}
