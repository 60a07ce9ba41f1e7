using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>Holds the atomic batches of a run against what is promised of them: all of one or nothing, once for each key, and side by side.</summary>
/// <param name="world">The run, at rest.</param>
/// <param name="stored">The messages that are there.</param>
internal sealed class BatchCheck(SimulatedWorld world, IReadOnlyDictionary<Id<Message>, Message> stored)
{
    public void Run()
    {
        foreach (var uses in world.Batches.GroupBy(attempt => attempt.Intent.Key!.Value))
            Key(uses.Key, [.. uses]);
    }

    private void Key(IdempotencyKey key, List<BatchAttempt> uses)
    {
        foreach (var use in uses)
            Whole(use);
        var written = uses.FindAll(IsWritten);
        if (written.Count > 1)
            world.Violation($"batch key {key.Key} led to {written.Count} batches");
        var record = world.Store.IdempotencyRecords.GetValueOrDefault(key);
        if (written.Count == 1 && record?.Items?.Count != written[0].Sends.Count)
            world.Violation($"nothing, or something else, is recorded under batch key {key.Key}");
        foreach (var use in uses.Where(use => use.Receipt is not null))
        {
            world.Seen.Add(use.Receipt!.Replayed ? "replayed batch" : "batch");
            if (written.Count == 0 || !use.Receipt.Items.Select(item => item.Message.Id).SequenceEqual(written[0].Sends.Select(send => send.MessageId)))
                world.Violation($"what was acknowledged is not there: {use}");
        }

        foreach (var use in uses.Where(use => use.Refusal is not null))
        {
            world.Seen.Add("refused batch");
            if (IsWritten(use))
                world.Violation($"a refused batch was written: {use}");
        }
    }

    private bool IsWritten(BatchAttempt use) => stored.ContainsKey(use.Sends[0].MessageId);

    private void Whole(BatchAttempt use)
    {
        if (!use.HasEnded)
            world.Violation($"there was no answer: {use}");
        var there = use.Sends.Count(send => stored.ContainsKey(send.MessageId));
        if (there != 0 && there != use.Sends.Count)
            world.Violation($"{there} of {use.Sends.Count} messages are there: {use}");
        if (there == 0)
            return;
        foreach (var ofChat in use.Sends.Select(send => stored[send.MessageId]).GroupBy(message => message.ChatId))
        {
            var first = ofChat.First().Sequence;
            if (!ofChat.Select(message => message.Sequence).SequenceEqual(Enumerable.Range(0, ofChat.Count()).Select(n => first + n)))
                world.Violation($"the numbers of a chat are not side by side: {use}");
        }
    }
}
