using Allmine.Application.Ports.Snapshots;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Verification;

/// <summary>
/// Each chat's alterations, one after the other, against the chat's count of them, and against the changes that its messages say have sent them. One fault is
/// told of a chat.
/// </summary>
internal sealed class ChangeCheck(IStoreSnapshot snapshot, VerificationReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var chats = await SnapshotReader<ChatEntry>.OpenAsync(snapshot.ReadChatsAsync(cancellationToken), report, cancellationToken);
        await using var alterations = await SnapshotReader<AlterationNumber>.OpenAsync(snapshot.ReadAlterationNumbersAsync(cancellationToken), report, cancellationToken);
        await using var sent = await SnapshotReader<SentChange>.OpenAsync(snapshot.ReadSentChangesAsync(cancellationToken), report, cancellationToken);
        while (NextOf(chats, alterations, sent) is { } id)
        {
            ChatEntry? chat = null;
            if (chats.HasCurrent && chats.Current.ChatId == id)
            {
                chat = chats.Current;
                await chats.MoveAsync();
            }

            if (await FaultOfAsync(id, chat, alterations, sent) is { } fault)
                report.Add(fault);
        }
    }

    /// <summary>The least chat of the three lists; null at the end of all of them.</summary>
    private static Id<Chat>? NextOf(SnapshotReader<ChatEntry> chats, SnapshotReader<AlterationNumber> alterations, SnapshotReader<SentChange> sent)
    {
        var next = chats.HasCurrent ? chats.Current.ChatId : (Id<Chat>?)null;
        if (alterations.HasCurrent && !(next <= alterations.Current.ChatId))
            next = alterations.Current.ChatId;
        if (sent.HasCurrent && !(next <= sent.Current.ChatId))
            next = sent.Current.ChatId;
        return next;
    }

    private async Task<string?> FaultOfAsync(Id<Chat> id, ChatEntry? chat, SnapshotReader<AlterationNumber> alterations, SnapshotReader<SentChange> sent)
    {
        string? fault = null;
        string? faultOfSent = null;
        var count = 0L;
        for (; alterations.HasCurrent && alterations.Current.ChatId == id; await alterations.MoveAsync())
        {
            fault ??= FaultOf(alterations.Current, count + 1, chat);
            faultOfSent = await ReadSentAsync(id, alterations.Current.LastSequence, count, sent, faultOfSent);
            count++;
            report.Alterations++;
        }

        faultOfSent = await ReadSentAsync(id, long.MaxValue, count, sent, faultOfSent);
        if (chat is not null && chat.AlterationCount != count)
            fault ??= $"Chat {id} says that it has had {chat.AlterationCount} alterations; it has {count}.";
        if (chat is null && count > 0 && !report.IsUnreadable($"chat {id}"))
            fault ??= $"There are alterations of chat {id}, and there is no such chat.";
        return fault ?? faultOfSent;
    }

    /// <remarks>The numbers of the changes ascend. Where those of the alterations do so without gaps, the numbers of last messages never go down.</remarks>
    private static string? FaultOf(AlterationNumber alteration, long ordinal, ChatEntry? chat)
    {
        if (alteration.Ordinal != ordinal)
            return $"Chat {alteration.ChatId} has an alteration {alteration.Ordinal} (change {alteration.Change}) where alteration {ordinal} should be.";
        return chat is not null && alteration.LastSequence > chat.LastSequence
            ? $"Change {alteration.Change} of chat {chat.ChatId} came after message {alteration.LastSequence}; the chat says that its last message is {chat.LastSequence}."
            : null;
    }

    /// <summary>Reads the messages up to a number. The change that has sent a message is its own number, and one more for each alteration before it.</summary>
    /// <returns>The fault that was found before; or else the first one of them.</returns>
    private static async Task<string?> ReadSentAsync(Id<Chat> id, long upTo, long alterations, SnapshotReader<SentChange> sent, string? fault)
    {
        for (; sent.HasCurrent && sent.Current.ChatId == id && sent.Current.Sequence <= upTo; await sent.MoveAsync())
        {
            var (sequence, change) = (sent.Current.Sequence, sent.Current.Change);
            if (change != sequence + alterations)
                fault ??= $"Message {sequence} of chat {id} says that change {change} has sent it; it was change {sequence + alterations}.";
        }

        return fault;
    }
}
