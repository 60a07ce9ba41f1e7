using Allmine.Application.Ports.Snapshots;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Application.Verification;

/// <summary>Each message that something has become of, against its alterations; and the chat's pins against the messages that are pinned. One fault is told of a message, and one of a chat's pins.</summary>
internal sealed class LifeCheck(IStoreSnapshot snapshot, VerificationReport report)
{
    /// <summary>Deleted messages that are still seen to: few, since each is done within a minute.</summary>
    private readonly HashSet<Id<Message>> erased = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var erasures = await SnapshotReader<ErasureEntry>.OpenAsync(snapshot.ReadErasuresAsync(cancellationToken), report, cancellationToken);
        for (; erasures.HasCurrent; await erasures.MoveAsync())
            erased.Add(erasures.Current.MessageId);
        await using var chats = await SnapshotReader<ChatEntry>.OpenAsync(snapshot.ReadChatsAsync(cancellationToken), report, cancellationToken);
        await using var messages = await SnapshotReader<Message>.OpenAsync(snapshot.ReadAlteredMessagesAsync(cancellationToken), report, cancellationToken);
        await using var alterations = await SnapshotReader<AlterationEntry>.OpenAsync(snapshot.ReadAlterationsAsync(cancellationToken), report, cancellationToken);
        while (NextOf(chats, messages, alterations) is { } id)
        {
            // What a chat that can't be read has pinned is not known.
            PinCheck? pins = null;
            if (chats.HasCurrent && chats.Current.ChatId == id)
            {
                pins = new PinCheck(chats.Current, report);
                await chats.MoveAsync();
            }

            while (NextOf(id, messages, alterations) is { } sequence)
                await CheckMessageAsync(id, sequence, pins, messages, alterations);
            if (pins?.FaultAtEnd() is { } fault)
                report.Add(fault);
        }
    }

    /// <summary>The least chat of the three lists; null at the end of all of them.</summary>
    private static Id<Chat>? NextOf(SnapshotReader<ChatEntry> chats, SnapshotReader<Message> messages, SnapshotReader<AlterationEntry> alterations)
    {
        var next = chats.HasCurrent ? chats.Current.ChatId : (Id<Chat>?)null;
        if (messages.HasCurrent && !(next <= messages.Current.ChatId))
            next = messages.Current.ChatId;
        if (alterations.HasCurrent && !(next <= alterations.Current.ChatId))
            next = alterations.Current.ChatId;
        return next;
    }

    /// <summary>The least number of a message of that chat in the two lists; null if neither has one.</summary>
    private static long? NextOf(Id<Chat> id, SnapshotReader<Message> messages, SnapshotReader<AlterationEntry> alterations)
    {
        var next = messages.HasCurrent && messages.Current.ChatId == id ? messages.Current.Sequence : (long?)null;
        return alterations.HasCurrent && alterations.Current.ChatId == id && !(next <= alterations.Current.Sequence) ? alterations.Current.Sequence : next;
    }

    private async Task CheckMessageAsync(Id<Chat> id, long sequence, PinCheck? pins, SnapshotReader<Message> messages, SnapshotReader<AlterationEntry> alterations)
    {
        Message? message = null;
        if (messages.HasCurrent && messages.Current.ChatId == id && messages.Current.Sequence == sequence)
        {
            message = messages.Current;
            pins?.Add(message);
            await messages.MoveAsync();
        }

        var life = new LifeTrace(message, isErased: message is not null && erased.Contains(message.Id), report);
        for (; alterations.HasCurrent && alterations.Current.ChatId == id && alterations.Current.Sequence == sequence; await alterations.MoveAsync())
            life.Add(alterations.Current);
        if (life.FaultAtEnd() is { } fault)
            report.Add(fault);
    }
}
