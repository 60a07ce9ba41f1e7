using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Memberships;

/// <summary>A chat of a run.</summary>
/// <param name="pair">The two of a direct chat; null for a group.</param>
/// <param name="chat">As it is at first.</param>
internal sealed class Place(DirectPair? pair, ModelChat chat)
{
    public DirectPair? Pair => pair;

    /// <summary>Null for a direct chat that nobody has made.</summary>
    public Id<Chat>? Id { get; set; }

    public ModelChat First { get; } = chat;

    /// <summary>As it is by now.</summary>
    public ModelChat Chat { get; set; } = chat;

    /// <summary>All its messages by their number, as they were sent.</summary>
    public List<Message> Messages { get; } = [];

    public HashSet<Id<Message>> Pinned { get; } = [];

    /// <summary>How many messages mention the user that come after that number.</summary>
    public long MentionsOf(Id<User> user, long after) => Messages.Count(message => message.Sequence > after && message.Attributes.Mentions.Contains(user));
}
