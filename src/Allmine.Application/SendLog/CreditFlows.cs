using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.SendLog;

/// <summary>How much the intents of a round would take out of each wallet, and put into it, if all of them were carried out.</summary>
internal sealed class CreditFlows
{
    private readonly Dictionary<Id<User>, (long Taken, long Given)> flows = [];

    private CreditFlows()
    {
    }

    public IEnumerable<Id<User>> Owners => flows.Keys;

    /// <param name="intents">Of one round.</param>
    /// <param name="state">What is known of their chats, keys and users.</param>
    public static CreditFlows Of(IEnumerable<Intent> intents, RoundState state)
    {
        var flows = new CreditFlows();
        foreach (var intent in intents)
        {
            if (FlowOf(intent, state) is { } flow)
                flows.Add(flow.From, flow.To, flow.Amount);
        }

        return flows;
    }

    /// <summary>Whether the wallet, if it is as it seems, could lead to a refusal.</summary>
    public bool CanExceed(Wallet wallet) =>
        flows.TryGetValue(wallet.Owner, out var flow) && !(wallet.Covers(flow.Taken) && wallet.HasRoomFor(flow.Given));

    /// <summary>Null where no credits are to be moved, and where that is answered or refused without a look at wallets.</summary>
    private static (Id<User> From, Id<User> To, long Amount)? FlowOf(Intent intent, RoundState state)
    {
        if (intent.Key is { } key && (state.IdempotencyRecords.ContainsKey(key) || state.IsUnreadable(key)))
            return null;
        return intent switch
        {
            GrantIntent { Grant: var grant } when state.Users.Contains(grant.RecipientId) =>
                (Wallet.SystemOwner, grant.RecipientId, grant.Amount),
            SendIntent { Draft: CreditTransferDraft draft } send when RecipientOf(send, state) is { } recipient =>
                (send.Sender, recipient, draft.Amount),
            _ => null,
        };
    }

    private static Id<User>? RecipientOf(SendIntent send, RoundState state) =>
        send.TargetUserId ?? (send.ChatId is { } id ? state.Find(id)?.OtherThan(send.Sender) : null);

    /// <summary>A sum that is far too large stays a large one.</summary>
    private static long Sum(long sum, long amount) => sum > long.MaxValue - amount ? long.MaxValue : sum + amount;

    private void Add(Id<User> sender, Id<User> recipient, long amount)
    {
        var taken = flows.GetValueOrDefault(sender);
        flows[sender] = taken with { Taken = Sum(taken.Taken, amount) };
        var given = flows.GetValueOrDefault(recipient);
        flows[recipient] = given with { Given = Sum(given.Given, amount) };
    }
}
