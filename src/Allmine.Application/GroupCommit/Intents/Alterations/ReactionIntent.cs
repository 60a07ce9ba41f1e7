using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Alterations;

/// <summary>A member's reaction that is to be on the message, or not to be on it.</summary>
/// <param name="Read">The message as it was read before.</param>
/// <param name="Reactor">Whose reaction.</param>
/// <param name="Reaction">The emoji.</param>
/// <param name="IsSet">Whether it is to be there.</param>
public sealed record ReactionIntent(Message Read, Id<User> Reactor, string Reaction, bool IsSet) : AlterationIntent(Read, Reactor)
{
    private protected override AlterationKind Kind => IsSet ? AlterationKind.Reacted : AlterationKind.Unreacted;

    /// <summary>What there is may be taken back.</summary>
    private protected override bool IsFreeOfBlocks => !IsSet;

    private protected override string Emoji => Reaction;

    private protected override Message Alter(Message before, Chat chat, DateTime at) => IsSet
        ? before.React(Reactor, Reaction, chat.NextChange, at)
        : before.Unreact(Reactor, Reaction, chat.NextChange);

    private protected override bool Changes(Message message) =>
        message.Life.Reactions.Any(reaction => reaction.Emoji == Reaction && reaction.IsBy(Reactor)) != IsSet;
}
