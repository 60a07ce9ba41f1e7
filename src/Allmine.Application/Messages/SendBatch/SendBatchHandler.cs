using System.Globalization;
using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Batches;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Messages.SendBatch;

/// <summary>Turns the items into intents and hands them to the engine: as one, or chat by chat.</summary>
internal sealed class SendBatchHandler(ICaller caller, UserDirectory directory, SendIntents intents, GroupCommitEngine engine, BatchUnits units)
    : IRequestHandler<SendBatchCommand, SendBatchResult>
{
    public async Task<SendBatchResult> Handle(SendBatchCommand command, CancellationToken cancellationToken)
    {
        if (caller.Role == CallerRole.User && command.Items!.Any(item => item!.OnBehalfOf is not null))
            throw new RefusedException(ErrorCode.Forbidden, ForbiddenReason.ActsForOthers);
        var sends = await IntentsOfAsync(command, cancellationToken);
        return command.Atomic
            ? await SendAsOneAsync(command, sends, cancellationToken)
            : new SendBatchResult(await SendEachAsync(command, sends, cancellationToken), Replayed: false, command.DryRun);
    }

    private async Task<SendBatchResult> SendAsOneAsync(
        SendBatchCommand command, IReadOnlyList<Intent<CommittedSend>> sends, CancellationToken cancellationToken)
    {
        if (command.DryRun)
            return ResultOf(await engine.DryRunAsync(new BatchIntent(sends, null, null), cancellationToken), rehearsed: true);
        var fields = command.Items!.SelectMany<BatchItem?, string?>(item => [SenderOf(item!)?.ToString(), Convert.ToHexString(SendIntents.FingerprintOf(item!.Send).ToBytes())]);
        var fingerprint = Fingerprint.Of([AtomicMode, .. fields]);
        return ResultOf(await engine.CommitAsync(new BatchIntent(sends, KeyOf(command), fingerprint)), rehearsed: false);
    }

    private static SendBatchResult ResultOf(CommittedBatch batch, bool rehearsed) => new(
        [.. batch.Items.Select(item => new SentItem(MessageView.JustSent(item.Message), batch.Replayed, item.Balance, null))], batch.Replayed, rehearsed);

    private async Task<IReadOnlyList<SentItem>> SendEachAsync(
        SendBatchCommand command, IReadOnlyList<Intent<CommittedSend>> sends, CancellationToken cancellationToken)
    {
        var items = sends.Select(send => send is RefusedIntent refused ? new SentItem(null, false, null, refused.Why) : null).ToArray();
        var others = sends.Index().Where(send => send.Item is MessageIntent).Select(send => (send.Index, (MessageIntent)send.Item)).ToList();
        if (others.Count == 0)
            return items!;
        if (command.DryRun)
        {
            var rehearsed = await engine.DryRunAsync(new SeriesIntent([.. others.Select(send => send.Item2)]), cancellationToken);
            foreach (var (item, (place, _)) in rehearsed.Items.Zip(others))
                items[place] = ItemOf(item);
            return items!;
        }

        var parts = await units.OfAsync(others, cancellationToken);
        var answers = engine.CommitTogether<SeriesReceipt>([.. parts.Select(places => new SeriesIntent([.. places.Select(place => (MessageIntent)sends[place])]))]);
        foreach (var (places, answer) in parts.Zip(answers))
        {
            var found = await ItemsOfAsync(answer, places.Count);
            foreach (var (place, item) in places.Zip(found))
                items[place] = item;
        }

        // The key is of an atomic batch, so that it is none of this one.
        return Array.Find(items, item => item is { Refusal: RefusedException { OfBatch: true } }) is { Refusal: { } refusal } ? throw refusal : [.. items.Select(item => item!)];
    }

    private static async Task<IEnumerable<SentItem>> ItemsOfAsync(Task<SeriesReceipt> answer, int count)
    {
        try
        {
            return (await answer).Items.Select(ItemOf);
        }
        catch (AllmineException refusal)
        {
            return Enumerable.Repeat(new SentItem(null, false, null, refusal), count);
        }
        catch (Exception exception)
        {
            // The round has told of it in the log. Other chats' items have their own answers, which the caller must hear.
            return Enumerable.Repeat(new SentItem(null, false, null, new StoreUnavailableException(exception)), count);
        }
    }

    private static SentItem ItemOf(SeriesItem item) => item switch
    {
        { Refusal: { } refusal } => new SentItem(null, refusal is RefusedException { Replayed: true }, null, refusal),
        { Sent: { } sent } => new SentItem(MessageView.JustSent(sent.Message), sent.Replayed, sent.Balance, null),
        _ => throw new InvalidOperationException("An item was neither sent nor refused."),
    };

    private async Task<IReadOnlyList<Intent<CommittedSend>>> IntentsOfAsync(SendBatchCommand command, CancellationToken cancellationToken)
    {
        var items = command.Items!.Select(item => item!).ToList();
        var senders = items.Select(SenderOf).OfType<Id<User>>().Distinct().ToList();
        // Together, so that they are looked up together.
        var kinds = await Task.WhenAll(senders.Select(sender => directory.FindKindAsync(sender, cancellationToken)));
        var known = senders.Zip(kinds).Where(found => found.Second is not null).Select(found => found.First).ToHashSet();
        var mark = command is { Atomic: false, DryRun: false } ? MarkOf(command) : null;
        return [.. items.Select((item, index) => IntentOf(item, index, command, known, mark))];
    }

    private Intent<CommittedSend> IntentOf(BatchItem item, int index, SendBatchCommand command, HashSet<Id<User>> known, BatchMark? mark)
    {
        if (SenderOf(item) is not { } sender)
            return new RefusedIntent(new RefusedException(ErrorCode.Forbidden, ForbiddenReason.NobodyNamed));
        if (!known.Contains(sender))
            return new RefusedIntent(new RefusedException(ErrorCode.Forbidden, ForbiddenReason.UnknownPerson));
        try
        {
            var key = mark is null ? null : string.Create(CultureInfo.InvariantCulture, $"{command.IdempotencyKey}#{index}");
            return intents.Of(item.Send with { IdempotencyKey = key, DryRun = key is null }, sender) with { Batch = mark };
        }
        catch (InvalidRequestException refusal)
        {
            return new RefusedIntent(refusal);
        }
    }

    private const string AtomicMode = "atomic";

    private BatchMark MarkOf(SendBatchCommand command) => new(
        KeyOf(command), Fingerprint.Of("not atomic"), command.Items!.Any(item => item!.Send.CreditTransfer is not null));

    private IdempotencyKey KeyOf(SendBatchCommand command) => BatchKeys.Of(caller, command.IdempotencyKey!);

    /// <summary>In whose name an item is sent: a person in his own, a backend in that of whom the item names, or else of whom the request names.</summary>
    private Id<User>? SenderOf(BatchItem item) => item.OnBehalfOf is { } text
        ? Id<User>.Parse(text)
        : caller.Role == CallerRole.User ? caller.Subject : caller.OnBehalfOf;
}
