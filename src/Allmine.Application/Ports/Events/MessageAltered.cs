using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A message was altered.</summary>
/// <param name="Message">The message as of that change, whose number it carries; deleted by now, it is the tombstone with that number.</param>
/// <param name="Kind">What happened to it.</param>
/// <param name="UserId">Who reacted; null for every other kind.</param>
/// <param name="Emoji">The reaction that was put or taken back; null for every other kind.</param>
/// <param name="Recipients">The members of its chat, the sender included.</param>
public sealed record MessageAltered(
    StoredMessage Message, AlterationKind Kind, Id<User>? UserId, string? Emoji, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients)
{
    /// <summary>Those of the recipients who do not see the message: they hear that there was a change, and of nothing more.</summary>
    public IReadOnlyCollection<Id<User>> Unseeing { get; init; } = [];

    internal override int Weight => base.Weight + MessageCreated.WeightOf(Message);

    internal override StoredMessage? About => Message;

    internal override StoreEvent With(StoredMessage message) => this with { Message = message };
}
