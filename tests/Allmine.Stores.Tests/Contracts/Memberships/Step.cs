using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Memberships;

/// <summary>One thing that somebody does.</summary>
/// <param name="Kind">What.</param>
/// <param name="Place">Which of the model's chats it is about; of a block, none.</param>
/// <param name="ChatId">That chat; null for one that a send is to find by its two users.</param>
/// <param name="Id">Of the message, or of the line, that it makes.</param>
/// <param name="By">Who does it.</param>
/// <param name="IsOperator">Whether that is a system user that a backend acts for.</param>
internal sealed record Step(StepKind Kind, int Place, Id<Chat>? ChatId, Id<Message> Id, Id<User> By, bool IsOperator)
{
    /// <summary>Whom it is about, or whom a message is addressed to.</summary>
    public Id<User>? Subject { get; init; }

    public IReadOnlyList<Id<User>> Mentions { get; init; } = [];

    public ChatRole Role { get; init; }

    public string? Title { get; init; }

    /// <summary>Whether a new member sees all, or a pin is set.</summary>
    public bool IsSet { get; init; }

    /// <summary>Up to where it is read.</summary>
    public long Sequence { get; init; }

    /// <summary>What is pinned.</summary>
    public Message? Pinned { get; init; }

    /// <summary>Whether it makes a message, or a line, if it is done.</summary>
    public bool IsNumbered => Kind is StepKind.Send or StepKind.Add or StepKind.Remove or StepKind.SetRole or StepKind.SetTitle;
}
