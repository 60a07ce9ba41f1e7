using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>Holds a run, once it is at rest, against what the group commit promises.</summary>
internal sealed class PromiseCheck
{
    /// <summary>For the last pause and the last step of a send that is given up; the simulated processor is slow, too.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(250);

    private readonly SimulatedWorld world;
    private readonly ILookup<Id<Chat>, Message> byChat;
    private readonly Dictionary<Id<Message>, Message> stored;
    private readonly Dictionary<Id<Message>, Attempt> attempts;

    private PromiseCheck(SimulatedWorld world)
    {
        this.world = world;
        byChat = world.Store.Messages.ToLookup(message => message.ChatId);
        stored = world.Store.Messages.GroupBy(message => message.Id).ToDictionary(group => group.Key, group => group.First());
        attempts = world.Attempts.ToDictionary(attempt => attempt.Intent.MessageId);
    }

    public static void Of(SimulatedWorld world)
    {
        var check = new PromiseCheck(world);
        foreach (var chat in world.Store.Chats)
            check.Chat(chat);
        check.DirectChats();
        check.Messages();
        check.Files();
        foreach (var attempt in world.Attempts)
            check.Answer(attempt);
        foreach (var uses in world.Attempts.Where(attempt => attempt.Intent.Key is not null && !attempt.IsDryRun).GroupBy(attempt => attempt.Intent.Key!.Value))
            check.Key(uses.Key, [.. uses]);
        foreach (var uses in world.Grants.GroupBy(grant => grant.Intent.Key!.Value))
            check.Grants(uses.Key, [.. uses]);
        new BatchCheck(world, check.stored).Run();
        new AlterationCheck(world).Run();
        new ChatCheck(world).Run();
        check.Credits();
        foreach (var task in world.BackgroundTasks.Where(task => task.IsFaulted))
            world.Violation($"the simulation itself failed: {task.Exception}");
    }

    private void Chat(Chat chat)
    {
        var messages = byChat[chat.Id].ToList();
        if (!messages.Select(message => message.Sequence).SequenceEqual(Enumerable.Range(1, messages.Count).Select(n => (long)n)))
            world.Violation($"chat {chat.Id} has the numbers {string.Join(' ', messages.Select(message => message.Sequence))}");
        if (chat.LastSequence != messages.Count)
            world.Violation($"chat {chat.Id} counts {chat.LastSequence} messages and has {messages.Count}");
        if (messages.Zip(messages.Skip(1)).Any(pair => pair.Second.CreatedAt < pair.First.CreatedAt))
            world.Violation($"the times of chat {chat.Id} go back");
        if (chat.UpdatedAt != (messages.Count == 0 ? chat.CreatedAt : messages[^1].CreatedAt))
            world.Violation($"chat {chat.Id} has the time {chat.UpdatedAt:O}, which is not that of its last message");
        foreach (var member in chat.Members)
        {
            // Who left and came back begins anew, so that only a marker past the end is surely wrong in a group.
            var sent = chat.Kind == ChatKind.Direct ? messages.FindLast(message => message.SenderId == member.UserId)?.Sequence ?? 0 : 0;
            if (member.ReadUpTo > chat.LastSequence || member.ReadUpTo < sent)
                world.Violation($"member {member.UserId} of chat {chat.Id} has read up to {member.ReadUpTo}");
        }
    }

    private void DirectChats()
    {
        foreach (var chats in world.Store.Chats.Where(chat => chat.Pair is not null).GroupBy(chat => chat.Pair).Where(group => group.Count() > 1))
            world.Violation($"there are {chats.Count()} direct chats of {chats.Key!.Value.Lower} and {chats.Key.Value.Higher}");
    }

    private void Messages()
    {
        if (stored.Count != world.Store.Messages.Count)
            world.Violation("a message was written twice");
        var ofBatches = LinesOf(world).Concat(world.Batches.SelectMany(batch => batch.Sends).Select(send => send.MessageId)).ToHashSet();
        foreach (var message in stored.Values.Where(message => !ofBatches.Contains(message.Id)))
        {
            if (!attempts.TryGetValue(message.Id, out var attempt))
                world.Violation($"message {message.Id} was sent by nobody");
            else if (attempt.IsDryRun || attempt.Refusal is not null || (attempt.Receipt is { Replayed: true } replay && replay.Message.Id != message.Id))
                world.Violation($"message {message.Id} was written, though its answer was {attempt}");
            else if (!IsOf(world.Sent[message.Id], attempt.Intent))
                world.Violation($"message {message.Id} is not what was sent: {attempt}");
        }
    }

    /// <summary>A file is there as long as a message carries it, and is bound only by one that does.</summary>
    private void Files()
    {
        var carried = stored.Values.Select(message => world.Sent[message.Id]).Where(message => message.Media is not null).Select(message => message.Media!.Key).ToHashSet();
        var bound = world.Store.Files.Where(file => file.State == FileState.Bound).Select(file => file.Content.Key).ToHashSet();
        if (!carried.SetEquals(bound))
            world.Violation($"messages carry the files {string.Join(' ', carried)}, and bound are {string.Join(' ', bound)}");
        if (carried.Count > 0)
            world.Seen.Add("file");
    }

    private void Answer(Attempt attempt)
    {
        if (!attempt.HasEnded)
        {
            world.Violation($"there was no answer: {attempt}");
            return;
        }

        var limit = (attempt.IsDryRun ? SimulatedWorld.StoreLimit : SimulatedWorld.Deadline) + Slack;
        if (!attempt.NodeDied && attempt.EndTime - attempt.StartTime > limit)
            world.Violation($"the answer took {(attempt.EndTime - attempt.StartTime).TotalMilliseconds} ms: {attempt}");
        if (attempt.Receipt is { } receipt)
            Receipt(attempt, receipt);
        else if (attempt.Refusal is { } refusal)
            Refusal(attempt, refusal);
        else if (!attempt.IsUnknown)
            world.Violation($"an error that callers are not told of: {attempt.Error}");
    }

    private void Receipt(Attempt attempt, CommittedSend receipt)
    {
        world.Seen.Add(attempt.IsDryRun ? "dry run" : receipt.Replayed ? "replay" : "send");
        if (attempt.IsDryRun)
            return;
        if (receipt.Message.Transfer is not null)
            world.Seen.Add(receipt.Replayed ? "replayed transfer" : "transfer");
        var debit = world.Store.Ledger.FirstOrDefault(entry => entry.MessageId == receipt.Message.Id && entry.OwnerId == receipt.Message.SenderId);
        if (receipt.Balance != debit?.BalanceAfter)
            world.Violation($"the receipt says that the balance is {receipt.Balance}, and the ledger {debit?.BalanceAfter}: {attempt}");
        if (!stored.TryGetValue(receipt.Message.Id, out var message))
            world.Violation($"what was acknowledged is not there: {attempt}");
        else if (!IsSame(message, receipt.Message) || (receipt.Message.IsDeleted ? !message.IsDeleted : receipt.Message.Content != world.Sent[message.Id].Content))
            world.Violation($"what was acknowledged is not what is there: {attempt}");
        if (!receipt.Replayed && receipt.Message.Id != attempt.Intent.MessageId)
            world.Violation($"the receipt is of another message: {attempt}");
    }

    private void Refusal(Attempt attempt, string code)
    {
        world.Seen.Add(code);
        var intent = attempt.Intent;
        var isRight = code switch
        {
            "chat.not_found" => intent.ChatId == Fakes.Samples.NoChat,
            "user.not_found" => intent.TargetUserId == Fakes.Samples.Nobody,
            "chat.not_a_member" => !world.WasMemberThroughout(intent.ChatId!.Value, intent.Sender, attempt.StartStep, attempt.EndStep),
            "validation.targetUserId.not_a_member" =>
                !world.WasMemberThroughout(intent.ChatId!.Value, intent.TargetUserId!.Value, attempt.StartStep, attempt.EndStep),
            "validation.targetUserId.required" => intent is TransferIntent { TargetUserId: null },
            // Swept before the send, or before its commit.
            "media.not_found" => intent is SendIntent { Draft: MediaDraft { File: { } name } } && !world.Store.Files.Any(file => file.Id.ToString() == name || file.Content.Name == name),
            "credits.insufficient" => IsRightlyInsufficient(attempt),
            // Deleted before the send, or before its commit; or of another chat.
            "validation.replyTo.not_found" => intent.Extras?.ReplyTo is { } replyTo
                && (stored[replyTo].IsDeleted || world.HasComeAfter(stored[replyTo].ChatId, intent.Sender, stored[replyTo].Sequence) || (intent.ChatId is { } chatId ? stored[replyTo].ChatId != chatId : world.Store.Chat(stored[replyTo].ChatId)!.Pair != DirectPair.Of(intent.Sender, intent.TargetUserId!.Value))),
            "idempotency.key_reused" =>
                world.Store.IdempotencyRecords.TryGetValue(intent.Key!.Value, out var record) && !record.Fingerprint.Equals(intent.Fingerprint),
            "record.unreadable" => world.NeedsSpoiled(intent),
            _ => false,
        };
        if (!isRight)
            world.Violation($"there was no reason to refuse: {attempt}");
    }

    /// <summary>The balance did not cover it at some moment of the request, or, for a copy, of an earlier one with the same key.</summary>
    private bool IsRightlyInsufficient(Attempt attempt)
    {
        var intent = attempt.Intent;
        if (intent is not TransferIntent transfer)
            return false;
        if (attempt.IsDryRun)
            return world.LeastBalance(intent.Sender, attempt.StartStep, attempt.EndStep) < transfer.Amount;
        var isRecorded = world.Store.IdempotencyRecords.TryGetValue(intent.Key!.Value, out var record)
            && record.Refusal is not null && record.Fingerprint.Equals(intent.Fingerprint);
        var replayed = ((RefusedException)attempt.Error!).Replayed;
        world.Seen.Add(replayed ? "replayed refusal" : "refusal");
        return isRecorded && (replayed || world.LeastBalance(intent.Sender, attempt.StartStep, attempt.EndStep) < transfer.Amount);
    }

    private void Grants(IdempotencyKey key, List<GrantAttempt> uses)
    {
        var record = world.Store.IdempotencyRecords.GetValueOrDefault(key) is { Grant: not null } recorded ? recorded : null;
        var entries = world.Store.Ledger.Where(entry => uses.Exists(use => use.Intent.Grant.Id == entry.GrantId)).ToList();
        if (entries.Count != (record is null ? 0 : 2))
            world.Violation($"grant key {key.Key} led to {entries.Count} ledger entries");
        foreach (var use in uses)
        {
            if (!use.HasEnded)
                world.Violation($"there was no answer: {use}");
            else if (use.Receipt is { } receipt && (record is null || receipt.Grant != record.Grant || receipt.Balance != record.Balance))
                world.Violation($"what was acknowledged is not what is recorded: {use}");
            else if (use.Refusal is { } code
                && !(code == "user.not_found" && use.Intent.Grant.RecipientId == Fakes.Samples.Nobody)
                && !(code == "record.unreadable" && world.NeedsSpoiled(use.Intent)))
                world.Violation($"there was no reason to refuse: {use}");
            world.Seen.Add(use.Receipt is null ? "unanswered grant" : use.Receipt.Replayed ? "replayed grant" : "grant");
        }
    }

    private void Credits()
    {
        // The store in memory answers at once.
        var report = new StoreVerifier(world.Store.Snapshots).VerifyAsync(CancellationToken.None).GetAwaiter().GetResult();
        if (report.Fault is { } fault)
            world.Violation($"the verification says: {fault}");
    }

    private void Key(IdempotencyKey key, List<Attempt> uses)
    {
        var written = uses.FindAll(use => stored.ContainsKey(use.Intent.MessageId));
        if (written.Count > 1)
            world.Violation($"key {key.Key} led to {written.Count} messages");
        if (written.Count == 1 && !(world.Store.IdempotencyRecords.TryGetValue(key, out var record)
            && record.Message?.Id == written[0].Intent.MessageId && record.Fingerprint.Equals(written[0].Intent.Fingerprint)))
            world.Violation($"nothing, or something else, is recorded under key {key.Key}");
        foreach (var use in uses.Where(use => use.Receipt is not null))
        {
            if (written.Count == 0 || use.Receipt!.Message.Id != written[0].Intent.MessageId)
                world.Violation($"key {key.Key} has receipts of different messages: {use}");
            else if (!use.Intent.Fingerprint!.Equals(written[0].Intent.Fingerprint))
                world.Violation($"another body under key {key.Key} was answered by a receipt: {use}");
        }
    }

    private static IEnumerable<Id<Message>> LinesOf(SimulatedWorld world) => world.ChatChanges.Select(change => change.Intent.LineId);

    private static bool IsOf(Message message, MessageIntent intent) =>
        message.SenderId == intent.Sender
        && (intent.ChatId is not { } chatId || message.ChatId == chatId)
        && intent switch
        {
            SendIntent { Draft: TextDraft draft } => message.Content == draft.Text.Value,
            SendIntent { Draft: MediaDraft { Upload: { } upload } draft } => message.Content == draft.Caption && message.Media == upload.Content,
            SendIntent { Draft: MediaDraft { File: { } file } } => message.Media is { } media && (media.Name == file || media.Key == $"key-{file}"),
            TransferIntent transfer => message.Content == transfer.Note && message.Transfer!.Amount == transfer.Amount
                && (intent.TargetUserId is not { } target || message.Transfer.RecipientId == target),
            _ => false,
        };

    private static bool IsSame(Message one, Message other) =>
        one.Id == other.Id && one.ChatId == other.ChatId && one.Sequence == other.Sequence && one.SenderId == other.SenderId
        && one.CreatedAt == other.CreatedAt;
}
