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
internal sealed class SendBatchHandler(ICaller caller, UserDirectory directory, SendIntents intents, GroupCommitEngine engine)
    : IRequestHandler<SendBatchCommand, SendBatchResult>
{
    public async Task<SendBatchResult> Handle(SendBatchCommand command, CancellationToken cancellationToken)
    {
        if (caller.Role == CallerRole.User && command.Items!.Any(item => item!.OnBehalfOf is not null))
            throw new RefusedException(ErrorCode.Forbidden, ForbiddenReason.ActsForOthers);
        EnsureNobodyToOneself(command.Items!);
        var sends = await IntentsOfAsync(command, cancellationToken);
        return command.Atomic
            ? await SendAsOneAsync(command, sends, cancellationToken)
            : new SendBatchResult(await SendEachAsync(command, sends, cancellationToken), Replayed: false, command.DryRun);
    }

    /// <summary>Whom an item is for is part of its shape, though it takes the caller to tell.</summary>
    private void EnsureNobodyToOneself(IReadOnlyList<BatchItem?> items)
    {
        var faults = items.Index()
            .Where(item => Id<User>.TryParse(item.Item!.Send.TargetUserId, out var target) && target == SenderOf(item.Item))
            .Select(item => new ErrorDetail(ErrorCode.Self, SendBatchValidator.FieldOf(item.Index, "targetUserId")))
            .ToList();
        if (faults.Count > 0)
            throw new InvalidRequestException(faults);
    }

    private async Task<SendBatchResult> SendAsOneAsync(
        SendBatchCommand command, IReadOnlyList<Intent<CommittedSend>> sends, CancellationToken cancellationToken)
    {
        if (command.DryRun)
            return ResultOf(await engine.DryRunAsync(new BatchIntent(sends, null, null), cancellationToken), rehearsed: true);
        var fields = command.Items!.SelectMany<BatchItem?, string?>(item => [SenderOf(item!)?.ToString(), Convert.ToHexString(SendIntents.FingerprintOf(item!.Send).ToBytes())]);
        var fingerprint = Fingerprint.Of([AtomicMode, .. fields]);
        return ResultOf(await engine.CommitAsync(new BatchIntent(sends, KeyOf(command), fingerprint) { Actor = caller.Actor() }), rehearsed: false);
    }

    private static SendBatchResult ResultOf(CommittedBatch batch, bool rehearsed) => new(
        [.. batch.Items.Select(item => SentItem.Sent(item with { Replayed = batch.Replayed }))], batch.Replayed, rehearsed);

    private async Task<IReadOnlyList<SentItem>> SendEachAsync(
        SendBatchCommand command, IReadOnlyList<Intent<CommittedSend>> sends, CancellationToken cancellationToken)
    {
        var items = sends.Select(send => send is RefusedIntent refused ? SentItem.Refused(refused.Why) : null).ToArray();
        var places = sends.Index().Where(send => send.Item is MessageIntent).Select(send => send.Index).ToList();
        if (places.Count == 0)
            return items!;
        var series = EmptySeries(command);
        if (command.DryRun)
        {
            Fill(items, places, (await engine.DryRunAsync(SeriesOf(places), cancellationToken)).Items.Select(SentItem.Of));
            return items!;
        }

        var chats = await ByChatAsync(sends, places, cancellationToken);
        var answers = engine.CommitTogether<SeriesReceipt>([.. chats.Select(SeriesOf)]);
        foreach (var (chat, answer) in chats.Zip(answers))
            Fill(items, chat, await ItemsOfAsync(answer, place => engine.CommitAsync(SeriesOf([place])), chat));
        return items!;

        SeriesIntent SeriesOf(List<int> places) => series with { Sends = [.. places.Select(place => (MessageIntent)sends[place])] };
    }

    private static void Fill(SentItem?[] items, List<int> places, IEnumerable<SentItem> found)
    {
        foreach (var (place, item) in places.Zip(found))
            items[place] = item;
    }

    /// <summary>The places of the sends to each chat, in their order: those of one chat wait for each other, those of others need not.</summary>
    private async Task<IReadOnlyList<List<int>>> ByChatAsync(IReadOnlyList<Intent<CommittedSend>> sends, List<int> places, CancellationToken cancellationToken)
    {
        var chats = await engine.ResolveAsync(places.ConvertAll(place => sends[place].Chat!.Value), cancellationToken);
        return [.. places.Zip(chats).GroupBy(send => send.Second, send => send.First).Select(chat => chat.ToList())];
    }

    /// <summary>What all series of the batch have in common, without the sends of any.</summary>
    private SeriesIntent EmptySeries(SendBatchCommand command) => command.DryRun
        ? new SeriesIntent([])
        : new SeriesIntent([], KeyOf(command), NotAtomic, command.Items!.Any(item => item!.Send.CreditTransfer is not null)) { Actor = caller.Actor() };

    /// <summary>What became of the sends to one chat. Whatever it was, the other chats' items have their own answers, which the caller must hear.</summary>
    /// <param name="answer">To all of them.</param>
    /// <param name="send">Sends one of them alone. They have keys, so that it is safe.</param>
    /// <param name="places">Theirs.</param>
    /// <exception cref="RefusedException">The whole batch is refused.</exception>
    private static async Task<IReadOnlyList<SentItem>> ItemsOfAsync(Task<SeriesReceipt> answer, Func<int, Task<SeriesReceipt>> send, List<int> places)
    {
        try
        {
            return [.. (await answer).Items.Select(SentItem.Of)];
        }
        catch (StoreUnavailableException exception)
        {
            return [.. places.Select(_ => SentItem.Refused(exception))];
        }
        catch (Exception exception) when (exception is not AllmineException)
        {
            // The round has told of it in the log.
            if (places.Count == 1)
                return [SentItem.Failed];
        }

        var items = new List<SentItem>();
        foreach (var place in places)
        {
            // What comes after a send whose outcome is unknown is not tried: it must not overtake it.
            items.Add(items is [.., { IsUnknown: true } unknown] ? unknown : (await ItemsOfAsync(send(place), send, [place]))[0]);
        }

        return items;
    }

    private async Task<IReadOnlyList<Intent<CommittedSend>>> IntentsOfAsync(SendBatchCommand command, CancellationToken cancellationToken)
    {
        var items = command.Items!.Select(item => item!).ToList();
        var senders = items.Select(SenderOf).OfType<Id<User>>().Distinct().ToList();
        // Together, so that they are looked up together.
        var found = await Task.WhenAll(senders.Select(sender => directory.ExistsAsync(sender, cancellationToken)));
        var known = senders.Zip(found).Where(sender => sender.Second).Select(sender => sender.First).ToHashSet();
        return [.. items.Select((item, index) => IntentOf(item, index, command, known))];
    }

    private Intent<CommittedSend> IntentOf(BatchItem item, int index, SendBatchCommand command, HashSet<Id<User>> known)
    {
        if (SenderOf(item) is not { } sender)
            return new RefusedIntent(new RefusedException(ErrorCode.Forbidden, ForbiddenReason.NobodyNamed));
        if (!known.Contains(sender))
            return new RefusedIntent(new RefusedException(ErrorCode.Forbidden, ForbiddenReason.UnknownPerson));
        var key = command is { Atomic: false, DryRun: false } ? string.Create(CultureInfo.InvariantCulture, $"{command.IdempotencyKey}#{index}") : null;
        return intents.Of(item.Send with { IdempotencyKey = key, DryRun = key is null }, sender, caller.Actor());
    }

    private const string AtomicMode = "atomic";

    private static readonly Fingerprint NotAtomic = Fingerprint.Of("not atomic");

    private IdempotencyKey KeyOf(SendBatchCommand command) => BatchKeys.Of(caller, command.IdempotencyKey!);

    /// <summary>In whose name an item is sent: a person in his own, a backend in that of whom the item names, or else of whom the request names.</summary>
    private Id<User>? SenderOf(BatchItem item) => item.OnBehalfOf is { } text
        ? Id<User>.Parse(text)
        : caller.Role == CallerRole.User ? caller.Subject : caller.OnBehalfOf;
}
