using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A message was sent.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipients">The members of its chat, the sender included.</param>
public sealed record MessageCreated(StoredMessage Message, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients)
{
    /// <summary>The settings of members who have the chat archived, as far as the message ends that (<see cref="ChatSettings.EndedBy"/>).</summary>
    public IReadOnlyCollection<ChatSettings> Archived { get; init; } = [];

    private const int BytesOfMessage = 400;
    private const int BytesOfReaction = 150;
    private const int BytesOfReactor = 24;

    internal override int Weight => base.Weight + WeightOf(Message);

    internal override StoredMessage? About => Message;

    internal override StoreEvent With(StoredMessage message) => this with { Message = message };

    /// <summary>About how much memory a message takes, in bytes.</summary>
    internal static int WeightOf(StoredMessage message)
    {
        if (message.Readable is not { } whole)
            return BytesOfMessage;
        var texts = (whole.Content?.Length ?? 0) + (whole.Attributes.Metadata?.Length ?? 0);
        var weight = BytesOfMessage + (sizeof(char) * texts) + (Id<User>.Size * whole.Attributes.Mentions.Count);
        foreach (var reaction in whole.Life.Reactions)
            weight += BytesOfReaction + (BytesOfReactor * reaction.Reactors.Count);
        return weight;
    }
}
