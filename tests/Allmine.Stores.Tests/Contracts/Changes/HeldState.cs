using System.Collections.Immutable;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>What a client holds of a chat.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Change">Up to this change it has missed nothing.</param>
/// <param name="Messages">By their numbers.</param>
internal sealed record HeldState(Id<Chat> ChatId, long Change, ImmutableDictionary<long, ToldMessage> Messages)
{
    /// <summary>Of a client that knows nothing of the chat.</summary>
    public static HeldState Nothing(Id<Chat> chat) => new(chat, 0, ImmutableDictionary<long, ToldMessage>.Empty);

    /// <summary>With that message, unless a later state of it is held.</summary>
    public HeldState With(ToldMessage message) =>
        Messages.TryGetValue(message.Sequence, out var held) && held.Change >= message.Change ? this : this with { Messages = Messages.SetItem(message.Sequence, message) };
}
