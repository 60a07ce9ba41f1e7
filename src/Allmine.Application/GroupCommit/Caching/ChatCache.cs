using Allmine.Application.Caching;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.GroupCommit.Caching;

/// <summary>
/// Chats kept in memory between rounds, those used most lately. They may be out of date, which does no harm: a commit
/// verifies what was decided on.
/// </summary>
/// <param name="maxBytes">
/// The most bytes. A fifth of them is for the identifiers of direct chats by their pair: where all chats are direct, as many of
/// both are kept.
/// </param>
internal sealed class ChatCache(long maxBytes)
{
    /// <summary>What a chat takes beside its members, its pins and its title: itself, its arrays and its place.</summary>
    private const int BytesOfChat = 232;

    private const int BytesOfMember = 72;

    private const int BytesOfPin = 24;

    private const int BytesOfPhoto = 500;

    private const int BytesOfPair = 48;

    private readonly BoundedCache<Id<Chat>, Place> places = new(maxBytes - (maxBytes / 5), (_, place) => place.Bytes);
    private readonly BoundedCache<DirectPair, Id<Chat>> ids = new(maxBytes / 5, (_, _) => BytesOfPair);

    /// <summary>The chat of the two, as far as that is known; it need not be held any more.</summary>
    public Id<Chat>? IdOf(DirectPair pair) => ids.TryPeek(pair, out var id) ? id : null;

    /// <summary>The two of the direct chat, as far as that is known; it need not be held any more.</summary>
    public DirectPair? PairOf(Id<Chat> id) => places.TryPeek(id, out var place) ? place.Pair : null;

    /// <summary>Hands the chat out, if it is held: it belongs to the caller, until it is kept again.</summary>
    public Chat? Take(Id<Chat> id)
    {
        if (!places.TryPeek(id, out var place))
            return null;
        var chat = place.Chat;
        place.Chat = null;
        return chat;
    }

    public void Keep(Chat chat)
    {
        var bytes = BytesOf(chat);
        if (places.TryGet(chat.Id, out var place) && place.Bytes == bytes)
            place.Chat = chat;
        else
            places.Set(chat.Id, new Place(chat.Pair, bytes) { Chat = chat });
        // Most pairs are known; one that has got another identifier is kept anew.
        if (chat.Pair is { } pair && (!ids.TryGet(pair, out var id) || id != chat.Id))
            ids.Set(pair, chat.Id);
    }

    private static long BytesOf(Chat chat) =>
        BytesOfChat + (BytesOfMember * (long)chat.Members.Count) + (BytesOfPin * chat.Pins.Count) + (sizeof(char) * (chat.Title?.Length ?? 0))
        + (chat.Photo is null ? 0 : BytesOfPhoto);

    /// <summary>Where a chat is kept; it stays while the chat is handed out.</summary>
    private sealed class Place(DirectPair? pair, long bytes)
    {
        public DirectPair? Pair { get; } = pair;

        /// <summary>What the chat takes, also while it is handed out.</summary>
        public long Bytes { get; } = bytes;

        public Chat? Chat { get; set; }
    }
}
