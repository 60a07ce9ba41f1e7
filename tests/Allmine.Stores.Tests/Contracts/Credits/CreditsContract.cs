using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Microsoft.Extensions.Logging.Abstractions;

namespace Allmine.Stores.Tests.Contracts.Credits;

/// <summary>What the contracts about credits share: people with credits, and ways to move them through the group commit.</summary>
public abstract class CreditsContract(IStoreFixture store) : StoreContract(store)
{
    protected static readonly Id<User> Backend = Id<User>.Parse("64d15f9e2e6c8f4d5abbbbbb");

    /// <summary>A node's engine. How long a send waits is not what is tested here, and the machine may be slow.</summary>
    protected GroupCommitEngine NewNode() => new(
        Store.CommitStore, Store.Ids, TimeProvider.System, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions { Deadline = TimeSpan.FromMinutes(1) });

    protected async Task<Id<User>> AddUserWithAsync(long credits)
    {
        var user = await AddUserAsync();
        await NewNode().CommitAsync(Grant(user, credits, $"first-{user}"));
        return user;
    }

    protected GrantIntent Grant(Id<User> recipient, long amount, string key) => new(
        new Grant(NewId<Grant>(), recipient, amount), new IdempotencyKey(Backend, key, IdempotencyScope.Grants), Fingerprint.Of(recipient.ToString(), $"{amount}"));

    /// <summary>To the other one of the direct chat, which is created if it isn't there.</summary>
    protected TransferIntent Transfer(Id<User> sender, Id<User> recipient, long amount, string? key = null, string? note = null) => new(
        NewId<Message>(),
        sender,
        null,
        recipient,
        amount,
        note,
        new IdempotencyKey(sender, key ?? $"{NewId<Message>()}"),
        Fingerprint.Of(recipient.ToString(), $"{amount}"));

    protected async Task<long> BalanceOfAsync(Id<User> user) => (await Store.Wallets.FindAsync(user, None)).Balance;

    /// <summary>Sends, and returns the receipt or else the code of the refusal.</summary>
    protected static async Task<(CommittedSend? Receipt, string? Refusal, bool Replayed)> TryAsync(GroupCommitEngine node, MessageIntent intent)
    {
        try
        {
            var receipt = await node.CommitAsync(intent);
            return (receipt, null, receipt.Replayed);
        }
        catch (RefusedException refusal)
        {
            return (null, refusal.Code.Value, refusal.Replayed);
        }
    }

    protected async Task<VerificationReport> VerifyAsync() => await new StoreVerifier(Store.Snapshots).VerifyAsync(None);

    protected async Task AssertSoundAsync() => Assert.Null((await VerifyAsync()).Fault);
}
