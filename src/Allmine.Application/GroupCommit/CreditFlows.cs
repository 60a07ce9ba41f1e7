using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit;

/// <summary>How much a round would take out of each wallet, and put into it, if all its intents were carried out.</summary>
internal sealed class CreditFlows
{
    private readonly Dictionary<Id<User>, (long Taken, long Given)> flows = [];

    private CreditFlows()
    {
    }

    public IEnumerable<Id<User>> Owners => flows.Keys;

    /// <param name="intents">Of one round.</param>
    /// <param name="state">What has been loaded of their chats, keys and users.</param>
    public static CreditFlows Of(IEnumerable<Intent> intents, RoundState state)
    {
        var flows = new CreditFlows();
        foreach (var intent in intents)
        {
            // A used key is answered from its record, without a look at wallets.
            var isAnswered = intent.Key is { } key && (state.IdempotencyRecords.ContainsKey(key) || state.IsUnreadable(key));
            if (!isAnswered && intent.FlowIn(state) is { } flow)
                flows.Add(flow);
        }

        return flows;
    }

    /// <summary>Whether the wallet, if it is as it seems, could lead to a refusal.</summary>
    public bool CanExceed(Wallet wallet) =>
        flows.TryGetValue(wallet.Owner, out var flow) && !(wallet.Covers(flow.Taken) && wallet.HasRoomFor(flow.Given));

    /// <summary>A sum that is far too large stays a large one.</summary>
    private static long Sum(long sum, long amount) => sum > long.MaxValue - amount ? long.MaxValue : sum + amount;

    private void Add(CreditFlow flow)
    {
        var taken = flows.GetValueOrDefault(flow.From);
        flows[flow.From] = taken with { Taken = Sum(taken.Taken, flow.Amount) };
        var given = flows.GetValueOrDefault(flow.To);
        flows[flow.To] = given with { Given = Sum(given.Given, flow.Amount) };
    }
}
