using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Batches;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using FsCheck;
using FsCheck.Fluent;

namespace Allmine.Stores.Tests.Contracts.Credits;

/// <summary>
/// Batches of both modes, with transfers, texts and refusals in them, repeated at another node and after restarts, held against a model: balances,
/// numbers, and the first answer under each key.
/// </summary>
public abstract class BatchPropertyContract(IStoreFixture store) : CreditsContract(store)
{
    private const int Users = 3;
    private const int FirstBalance = 30;

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(25).WithEndSize(25);

    [SkippableFact]
    public void Batches_WhenSentInAnyOrder_ThenEachIsWholeOrEachItemIsWhatItWouldBeAlone() =>
        Prop.ForAll(ArbMap.Default.ArbFor<uint[]>(), steps => RunAsync(steps).GetAwaiter().GetResult()).Check(Runs);

    private async Task RunAsync(uint[] steps)
    {
        await Store.ResetAsync();
        var model = new Model([await AddUserWithAsync(FirstBalance), await AddUserWithAsync(FirstBalance), await AddUserWithAsync(FirstBalance)]);
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];
        foreach (var step in steps)
        {
            var node = nodes[step % 2];
            switch (step / 2 % 8)
            {
                case 0:
                    await Store.ReopenAsync();
                    nodes = [NewNode(), NewNode()];
                    break;
                case 1 when model.Sent.Count > 0:
                    await model.Sent[(int)(step / 16 % model.Sent.Count)](node);
                    break;
                case < 5:
                    await SendAsync(model, node, NewAtomic(model, step / 16));
                    break;
                default:
                    await SendAsync(model, node, NewSeries(model, step / 16));
                    break;
            }
        }

        foreach (var user in model.Users)
            Assert.Equal(model.Balances[user], await BalanceOfAsync(user));
        foreach (var (pair, count) in model.Counts)
            Assert.Equal(count, (await Store.Chats.FindAsync(pair, None))?.LastSequence ?? 0);
        await AssertSoundAsync();
    }

    private BatchIntent NewAtomic(Model model, uint seed) =>
        new([.. Sends(model, seed, batch: null)], new IdempotencyKey(model.Users[0], $"{model.NextKey++}", IdempotencyScope.Batches), Fingerprint.Of("atomic", $"{seed}"));

    private SeriesIntent NewSeries(Model model, uint seed)
    {
        var key = new IdempotencyKey(model.Users[0], $"{model.NextKey++}", IdempotencyScope.Batches);
        return new SeriesIntent([.. Sends(model, seed, key)], key, Fingerprint.Of("not atomic"), IsKept: true);
    }

    /// <summary>The bits say how many there are, and of each what it is, by whom, to whom and how much.</summary>
    private IEnumerable<MessageIntent> Sends(Model model, uint seed, IdempotencyKey? batch)
    {
        var random = new Random((int)seed);
        for (var (index, count) = (0, 1 + random.Next(6)); index < count; index++)
        {
            var from = random.Next(Users);
            var (sender, target) = (model.Users[from], model.Users[(from + 1 + random.Next(Users - 1)) % Users]);
            MessageIntent send = random.Next(3) switch
            {
                0 => new SendIntent(NewId<Message>(), sender, null, target, new TextDraft(MessageText.From($"{index}"))),
                _ => new TransferIntent(NewId<Message>(), sender, null, target, 1 + random.Next(FirstBalance)),
            };
            if (random.Next(8) == 0)
                send = send with { ExpectedSequence = random.Next(4) };
            yield return batch is { } key
                ? send with { Key = new IdempotencyKey(sender, $"{key.Key}#{index}"), Fingerprint = Fingerprint.Of($"{seed}", $"{index}") }
                : send;
        }
    }

    private static async Task SendAsync(Model model, GroupCommitEngine node, BatchIntent batch)
    {
        var before = model.Copy();
        string? refusal = null;
        for (var i = 0; i < batch.Sends.Count && refusal is null; i++)
        {
            if (model.Apply((MessageIntent)batch.Sends[i]) is { } code)
                refusal = $"items[{i}].{code}";
        }

        if (refusal is not null)
            model.GoBackTo(before);
        await ExpectAsync(node);
        // What the lack of credits refused is refused for good; any other refusal leaves the key as it was.
        if (refusal?.EndsWith("credits.insufficient", StringComparison.Ordinal) != false)
            model.Sent.Add(ExpectAsync);

        async Task ExpectAsync(GroupCommitEngine at)
        {
            try
            {
                var receipt = await at.CommitAsync(batch);
                Assert.Null(refusal);
                Assert.Equal(batch.Sends.Cast<MessageIntent>().Select(send => send.MessageId), receipt.Items.Select(item => item.Message.Id));
            }
            catch (RefusedException exception)
            {
                Assert.Equal(refusal, exception.Errors[0].Name);
            }
        }
    }

    private static async Task SendAsync(Model model, GroupCommitEngine node, SeriesIntent series)
    {
        var expected = series.Sends.Select(model.Apply).ToList();
        await ExpectAsync(node);
        if (expected.TrueForAll(code => code is null or "credits.insufficient"))
            model.Sent.Add(ExpectAsync);

        async Task ExpectAsync(GroupCommitEngine at) =>
            Assert.Equal(expected, (await at.CommitAsync(series)).Items.Select(item => item.Refusal?.Errors[0].Name));
    }

    private sealed class Model(Id<User>[] users)
    {
        public Id<User>[] Users { get; } = users;

        public Dictionary<Id<User>, long> Balances { get; private set; } = users.ToDictionary(user => user, _ => (long)FirstBalance);

        public Dictionary<Domain.Chats.DirectPair, long> Counts { get; private set; } = [];

        public int NextKey { get; set; }

        /// <summary>What can be repeated, and gets the same answer.</summary>
        public List<Func<GroupCommitEngine, Task>> Sent { get; } = [];

        public (Dictionary<Id<User>, long> Balances, Dictionary<Domain.Chats.DirectPair, long> Counts) Copy() => (Balances.ToDictionary(), Counts.ToDictionary());

        public void GoBackTo((Dictionary<Id<User>, long> Balances, Dictionary<Domain.Chats.DirectPair, long> Counts) before) => (Balances, Counts) = before;

        /// <returns>The code of its refusal; null if it is sent.</returns>
        public string? Apply(MessageIntent send)
        {
            var pair = Domain.Chats.DirectPair.Of(send.Sender, send.TargetUserId!.Value);
            if (send.ExpectedSequence is { } expected && expected != Counts.GetValueOrDefault(pair))
                return "chat.moved";
            if (send is TransferIntent transfer)
            {
                if (Balances[send.Sender] < transfer.Amount)
                    return "credits.insufficient";
                Balances[send.Sender] -= transfer.Amount;
                Balances[send.TargetUserId.Value] += transfer.Amount;
            }

            Counts[pair] = Counts.GetValueOrDefault(pair) + 1;
            return null;
        }
    }
}
