using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.GroupCommit.Caching;

/// <summary>
/// Chats kept in memory between rounds, those used most lately. They may be out of date, which does no harm: a commit
/// verifies what was decided on. Two generations bound the memory: when the younger one is full, the older is let go.
/// </summary>
internal sealed class ChatCache(int capacity)
{
    private Generation young = new();
    private Generation old = new();

    /// <summary>The chat of the two, as far as that is known; it need not be held any more.</summary>
    public Id<Chat>? IdOf(DirectPair pair) =>
        young.Pairs.TryGetValue(pair, out var id) || old.Pairs.TryGetValue(pair, out id) ? id : null;

    /// <summary>The two of the direct chat, as far as that is known; it need not be held any more.</summary>
    public DirectPair? PairOf(Id<Chat> id) =>
        young.Places.TryGetValue(id, out var place) || old.Places.TryGetValue(id, out place) ? place.Pair : null;

    /// <summary>Hands the chat out, if it is held: it belongs to the caller, until it is kept again.</summary>
    public Chat? Take(Id<Chat> id)
    {
        if (!young.Places.TryGetValue(id, out var place) && !old.Places.TryGetValue(id, out place))
            return null;
        var chat = place.Chat;
        place.Chat = null;
        return chat;
    }

    public void Keep(Chat chat)
    {
        if (young.Places.TryGetValue(chat.Id, out var place))
        {
            place.Chat = chat;
            return;
        }

        place = old.Places.Remove(chat.Id, out var older) ? older : new Place(chat.Pair);
        place.Chat = chat;
        young.Places.Add(chat.Id, place);
        if (place.Pair is { } pair)
            young.Pairs[pair] = chat.Id;
        if (young.Places.Count >= capacity / 2)
            (young, old) = (new Generation(), young);
    }

    private sealed class Generation
    {
        public Dictionary<Id<Chat>, Place> Places { get; } = [];

        public Dictionary<DirectPair, Id<Chat>> Pairs { get; } = [];
    }

    /// <summary>Where a chat is kept; it stays while the chat is handed out.</summary>
    private sealed class Place(DirectPair? pair)
    {
        public DirectPair? Pair { get; } = pair;

        public Chat? Chat { get; set; }
    }
}
