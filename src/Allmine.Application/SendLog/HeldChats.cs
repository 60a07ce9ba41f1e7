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

    /// <summary>The chat of the two, as far as that is known; it need not be held any more.</summary>
    public Id<Chat>? IdOf(DirectPair pair) =>
        young.Pairs.TryGetValue(pair, out var id) || old.Pairs.TryGetValue(pair, out id) ? id : null;

    /// <summary>Hands the chat out, if it is held: it belongs to the caller, until it is kept again.</summary>
    public Chat? Take(Id<Chat> id) => young.Chats.Remove(id, out var chat) || old.Chats.Remove(id, out chat) ? chat : null;

    public void Keep(Chat chat)
    {
        old.Chats.Remove(chat.Id);
        young.Chats[chat.Id] = chat;
        if (chat.Pair is { } pair)
            young.Pairs[pair] = chat.Id;
        if (young.Chats.Count >= capacity / 2)
            (young, old) = (new Generation(), young);
    }

    private sealed class Generation
    {
        public Dictionary<Id<Chat>, Chat> Chats { get; } = [];

        public Dictionary<DirectPair, Id<Chat>> Pairs { get; } = [];
    }
}
