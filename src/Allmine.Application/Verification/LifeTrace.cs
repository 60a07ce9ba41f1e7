using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Messages;

namespace Allmine.Application.Verification;

/// <summary>One message, and its alterations one after the other: a message may have any number of them.</summary>
/// <param name="message">What has become of it; null if no altered message that can be read has that place.</param>
/// <param name="isErased">Whether it was deleted so lately that what it leaves behind is still seen to.</param>
/// <param name="report">Tells what could not be read.</param>
internal sealed class LifeTrace(Message? message, bool isErased, VerificationReport report)
{
    private string? fault = message is null ? null : FaultOf(message);
    private AlterationEntry? last;
    private int edits;

    public void Add(AlterationEntry alteration)
    {
        if (alteration.Kind == AlterationKind.Edited)
            edits++;
        if (alteration.Kind == AlterationKind.ChatChanged)
            fault ??= FaultOfLine(alteration);
        else
            fault ??= message is null ? FaultOfNone(alteration) : FaultOf(alteration, message);
        last = alteration;
    }

    /// <summary>The first thing that is wrong, once all alterations were added; null if all is sound.</summary>
    public string? FaultAtEnd() => fault ?? (message is null ? null : FaultOfWhole(message));

    /// <summary>What a message can't have become, whatever its alterations say.</summary>
    private static string? FaultOf(Message message)
    {
        if (message.Transfer is not null && (message.Life.Version > 1 || message.Life.EditedAt is not null || message.IsDeleted))
            return $"The credit transfer {message.Id} is marked as {(message.IsDeleted ? "deleted" : "edited")}.";
        return message.IsDeleted && LeftOf(message) is { } left ? $"The deleted message {message.Id} still has its {left}." : null;
    }

    /// <summary>What a deleted message holds that should be gone, or null.</summary>
    private static string? LeftOf(Message message) => message switch
    {
        { Content: not null } => "content",
        { Media: not null } => "media",
        { Attributes.Metadata: not null } => "metadata",
        { Attributes.ReplyTo: not null } => "reply",
        { Attributes.Mentions.Count: > 0 } => "mentions",
        { Attributes.IsSilent: true } => "silent mark",
        { Life.Reactions.Count: > 0 } => "reactions",
        { Life.PinnedAt: not null } => "pin",
        { Life.ThumbnailChange: not null } => "thumbnail",
        _ => null,
    };

    /// <summary>A change of the chat itself names its line, which it does not alter, and which is the chat's last message then: that it is there is found with the numbers of messages.</summary>
    private string? FaultOfLine(AlterationEntry alteration)
    {
        if (alteration.Sequence != alteration.Number.LastSequence)
            return $"The {alteration} is of the chat itself and names message {alteration.Sequence} as its line, and the chat had {alteration.Number.LastSequence} then.";
        return message is null || alteration.MessageId == message.Id
            ? null
            : $"The {alteration} names the message {alteration.MessageId} as number {alteration.Sequence}, which is {message.Id}.";
    }

    /// <summary>Nothing is held against what names a message that can't be read.</summary>
    private string? FaultOfNone(AlterationEntry alteration) => report.IsUnreadable($"message {alteration.MessageId}")
        ? null
        : $"The {alteration} names the message {alteration.MessageId} as number {alteration.Sequence}, and no message there was altered.";

    private string? FaultOf(AlterationEntry alteration, Message altered)
    {
        if (alteration.MessageId != altered.Id)
            return $"The {alteration} names the message {alteration.MessageId} as number {alteration.Sequence}, which is {altered.Id}.";
        if (alteration.Sequence > alteration.Number.LastSequence)
            return $"The {alteration} is of message {alteration.Sequence}, and the chat had {alteration.Number.LastSequence} then.";
        if (last?.Kind == AlterationKind.Deleted)
            return $"The {alteration} is of the message {altered.Id}, which was deleted by change {last.Number.Change}.";
        if (altered.Transfer is not null && alteration.Kind is AlterationKind.Edited or AlterationKind.Deleted)
            return $"The {alteration} says that the credit transfer {altered.Id} was {AlterationKindNames.NameOf(alteration.Kind)}.";
        return FaultOfWords(alteration, altered);
    }

    private string? FaultOfWords(AlterationEntry alteration, Message altered)
    {
        if (altered.IsDeleted)
            return alteration.KeptVersion is null ? FaultOfReaction(alteration, altered) : $"The {alteration} still has words of the deleted message {altered.Id}.";
        if (alteration.Kind != AlterationKind.Edited)
            return alteration.KeptVersion is null ? null : $"The {alteration} has words of the message {altered.Id}, and is no edit.";
        return alteration.KeptVersion switch
        {
            null => $"The {alteration} has no words of the message {altered.Id}, and is an edit.",
            var version => version != edits ? $"The {alteration} has version {version} of the message {altered.Id} where version {edits} should be." : null,
        };
    }

    private string? FaultOfReaction(AlterationEntry alteration, Message deleted) =>
        alteration.HasReaction && !isErased ? $"The {alteration} still has a reaction to the deleted message {deleted.Id}." : null;

    private string? FaultOfWhole(Message altered)
    {
        // Reported itself.
        if (report.IsUnreadable(AlterationEntry.NameOf(altered.ChatId, altered.Change)))
            return null;
        if (last?.Number.Change != altered.Change)
            return $"The message {altered.Id} says that change {altered.Change} has altered it last; {(last is null ? "none has" : $"it was change {last.Number.Change}")}.";
        if (altered.IsDeleted != (last.Kind == AlterationKind.Deleted))
            return $"The message {altered.Id} is {(altered.IsDeleted ? "marked as deleted" : "not deleted")}; its last change was '{AlterationKindNames.NameOf(last.Kind)}'.";
        return altered.Life.Version != edits + 1 ? $"The message {altered.Id} has version {altered.Life.Version}; it was edited {edits} times." : null;
    }
}
