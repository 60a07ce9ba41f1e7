using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using FsCheck;
using FsCheck.Fluent;

namespace Allmine.Stores.Tests.Contracts.Credits;

/// <summary>
/// Grants, transfers, retries, refusals and restarts in any order, some of them at once on two nodes, held against a model:
/// what the answers to the first use of each key add up to.
/// </summary>
public abstract class CreditsPropertyContract(IStoreFixture store) : CreditsContract(store)
{
    private const int Users = 3;

    /// <summary>Each run has up to a few dozen steps.</summary>
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(LongForm.IsAskedFor ? 100 : 10).WithEndSize(40);

    [SkippableFact]
    public void Credits_WhenMovedInAnyOrder_ThenTheyAddUpAndEachKeyHasOneAnswer() =>
        Prop.ForAll(ArbMap.Default.ArbFor<uint[]>(), steps => RunAsync(steps).GetAwaiter().GetResult()).Check(Runs);

    private async Task RunAsync(uint[] steps)
    {
        await Store.ResetAsync();
        var run = new Run([await AddUserAsync(), await AddUserAsync(), await AddUserAsync()], [NewNode(), NewNode()]);
        foreach (var step in steps)
            await ActAsync(run, step);

        foreach (var (user, balance) in run.Balances)
            Assert.Equal(balance, await BalanceOfAsync(user));
        Assert.Equal(-run.Granted, await BalanceOfAsync(Wallet.SystemOwner));
        await AssertSoundAsync();
    }

    /// <summary>The bits of a step say what is done, by whom, to whom and how much.</summary>
    private Task ActAsync(Run run, uint step)
    {
        var (one, other) = (run.Users[step / 8 % Users], run.Users[(step / 8 + 1 + (step / 32 % (Users - 1))) % Users]);
        var amount = 1 + (step / 64 % 20);
        return (step % 8) switch
        {
            0 or 1 => GrantAsync(run, Grant(one, amount, $"{run.NextKey++}")),
            2 => RestartAsync(run),
            3 when run.Sent.Count > 0 => TransferAsync(run, run.Sent[(int)(step / 8 % run.Sent.Count)]),
            4 when run.Grants.Count > 0 => GrantAsync(run, run.Grants[(int)(step / 8 % run.Grants.Count)]),
            5 => TransferAtOnceAsync(run, [.. Enumerable.Range(0, 4).Select(i => i % 2 == 0 ? NewTransfer(run, one, other, amount) : NewTransfer(run, other, one, amount + 1))]),
            6 => CopiesAtOnceAsync(run, NewTransfer(run, one, other, amount)),
            _ => TransferAsync(run, NewTransfer(run, one, other, amount)),
        };
    }

    private TransferIntent NewTransfer(Run run, Id<User> sender, Id<User> recipient, long amount) => Transfer(sender, recipient, amount, $"{run.NextKey++}");

    private async Task RestartAsync(Run run)
    {
        await Store.ReopenAsync();
        run.Nodes[0] = NewNode();
        run.Nodes[1] = NewNode();
    }

    /// <summary>Alone, so that the model says what must come.</summary>
    private static async Task TransferAsync(Run run, TransferIntent intent)
    {
        var isCovered = run.Balances[intent.Sender] >= intent.Amount;
        var isNew = !run.Answers.ContainsKey(intent.Key!.Value);
        var answer = await TryAsync(run.NodeFor(intent), intent);
        if (isNew)
            Assert.Equal(isCovered, answer.Receipt is not null);
        run.Note(intent, answer);
    }

    private static async Task TransferAtOnceAsync(Run run, List<TransferIntent> intents)
    {
        var before = run.Balances.ToDictionary();
        var answers = await Task.WhenAll(intents.Select(intent => Task.Run(() => TryAsync(run.NodeFor(intent), intent))));
        for (var i = 0; i < intents.Count; i++)
        {
            run.Note(intents[i], answers[i]);
            var wanted = intents.Where(intent => intent.Sender == intents[i].Sender).Sum(intent => intent.Amount);
            Assert.True(answers[i].Receipt is not null || before[intents[i].Sender] < wanted, "A transfer was refused that no order of them refuses.");
        }
    }

    private static async Task CopiesAtOnceAsync(Run run, TransferIntent intent)
    {
        var answers = await Task.WhenAll(run.Nodes.Select(node => Task.Run(() => TryAsync(node, intent))));
        Assert.Single(answers, answer => !answer.Replayed);
        foreach (var answer in answers.OrderBy(answer => answer.Replayed))
            run.Note(intent, answer);
    }

    private static async Task GrantAsync(Run run, GrantIntent intent)
    {
        var receipt = await run.Nodes[0].CommitAsync(intent);
        var isNew = !run.Grants.Contains(intent);
        Assert.Equal(isNew, !receipt.Replayed);
        if (!isNew)
            return;
        run.Grants.Add(intent);
        run.Balances[intent.Grant.RecipientId] += intent.Grant.Amount;
        run.Granted += intent.Grant.Amount;
        Assert.Equal(run.Balances[intent.Grant.RecipientId], receipt.Balance);
    }

    private sealed class Run(Id<User>[] users, GroupCommitEngine[] nodes)
    {
        public Id<User>[] Users { get; } = users;

        public GroupCommitEngine[] Nodes { get; } = nodes;

        public Dictionary<Id<User>, long> Balances { get; } = users.ToDictionary(user => user, _ => 0L);

        public long Granted { get; set; }

        public int NextKey { get; set; }

        public List<TransferIntent> Sent { get; } = [];

        public List<GrantIntent> Grants { get; } = [];

        /// <summary>The first answer under each key: the message and balance, or a refusal.</summary>
        public Dictionary<IdempotencyKey, string> Answers { get; } = [];

        public GroupCommitEngine NodeFor(TransferIntent intent) => Nodes[intent.Sender == Users[0] ? 0 : 1];

        public void Note(TransferIntent intent, (CommittedSend? Receipt, string? Refusal, bool Replayed) answer)
        {
            var text = answer.Receipt is { } receipt ? $"{receipt.Message.Id} {receipt.Balance}" : answer.Refusal!;
            var isNew = Answers.TryAdd(intent.Key!.Value, text);
            Assert.Equal(isNew, !answer.Replayed);
            Assert.Equal(Answers[intent.Key.Value], text);
            if (!isNew)
                return;
            Sent.Add(intent);
            if (answer.Receipt?.Message.Transfer is not { } transfer)
                return;
            Balances[intent.Sender] -= transfer.Amount;
            Balances[transfer.RecipientId] += transfer.Amount;
        }
    }
}
