using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;

namespace Allmine.Stores.Tests.Contracts.Snapshots;

/// <summary>The verification of a store: what is sound, and each sort of fault, planted behind the back of every guard.</summary>
public abstract class VerificationContract(IStoreFixture store) : CreditsContract(store)
{
    private Id<User> sender;
    private Id<User> recipient;
    private LedgerEntry granted = null!;
    private LedgerEntry issued = null!;
    private LedgerEntry sent = null!;
    private LedgerEntry received = null!;
    private Message transfer = null!;
    private Message text = null!;

    private IdempotencyKey GrantKey => new(Backend, $"first-{sender}", IdempotencyScope.Grants);

    public static TheoryData<string, string> Faults => new()
    {
        { "an entry's amount", "says that the balance after it is" },
        { "an entry's balance", "says that the balance after it is" },
        { "an entry's number", "has an entry 5" },
        { "an entry of nothing", "has the amount 0" },
        { "an entry removed", "has an entry 2" },
        { "a last entry removed", "counts 2 entries and has 1" },
        { "a wallet's balance", "has the balance 76; its entries add up to 75" },
        { "a wallet's entries", "counts 3 entries and has 2" },
        { "a wallet removed", "has 1 ledger entries and no wallet" },
        { "all entries of a wallet removed", "counts 1 entries and has 0" },
        { "credits out of nothing", "All ledger entries add up to 900" },
        { "a balance below zero", "takes the balance below zero" },
        { "a transfer removed", "and there is no such credit transfer" },
        { "a transfer's amount", "moves 26 credits, and its ledger entry" },
        { "a transfer's recipient", "differ in the counterparty" },
        { "a transfer of nothing", "moves 0 credits" },
        { "a transfer to oneself", "to themselves" },
        { "a transfer's sender", "concerns the wallet of" },
        { "an entry's counterparty", "differ in the counterparty" },
        { "an entry's message", "ledger entries" },
        { "an entry's grant", "ledger entries" },
        { "a key's balance", "with the balance 76; its ledger entry" },
        { "a key's balance removed", "without a balance" },
        { "a text's key with a balance", "with the balance 100 and the message" },
        { "a key's message", "is recorded under more than one key" },
        { "a transfer's key removed", "has no key that can be read" },
        { "a grant's key with a balance", "with the balance 101; its ledger entry" },
        { "a grant's key with an amount", "of 101 credits to" },
        { "a grant's key with a recipient", "; its ledger entry" },
        { "a grant's key removed", "has no key that can be read" },
        { "a key's message removed", "is recorded with the message" },
        { "a message removed", "has a message 2 where message 1 should be" },
        { "a chat's last number", "says that its last message is 9; it has 2" },
        { "a chat removed", "and there is no such chat" },
    };

    [SkippableFact]
    public async Task Verify_WhenTheStoreIsEmpty_ThenItIsSound()
    {
        var report = await VerifyAsync();

        Assert.True(report.IsSound, report.Fault);
        Assert.Equal((0, 0, 0), (report.Wallets, report.Entries, report.Messages));
    }

    [SkippableFact]
    public async Task Verify_WhenTheStoreIsSound_ThenEverythingIsCounted()
    {
        await FillAsync();

        var report = await VerifyAsync();

        Assert.True(report.IsSound, report.Fault);
        Assert.Equal((3, 4, 1, 1, 1, 2), (report.Wallets, report.Entries, report.Transfers, report.Grants, report.Chats, report.Messages));
        Assert.Equal(4, report.Keys);
    }

    [SkippableTheory]
    [MemberData(nameof(Faults))]
    public async Task Verify_WhenSomethingIsWrong_ThenItIsNamed(string fault, string sentence)
    {
        await FillAsync();
        await PlantAsync(fault);

        var report = await VerifyAsync();

        Assert.False(report.IsSound);
        Assert.Contains(sentence, report.Fault, StringComparison.Ordinal);
    }

    /// <summary>One such record is named, and what is beside it is checked all the same.</summary>
    [SkippableTheory]
    [InlineData("messages", "message")]
    [InlineData("ledger", "ledger entry")]
    [InlineData("wallets", "wallet of")]
    [InlineData("chats", "chat")]
    [InlineData("outcomes", "key")]
    public async Task Verify_WhenARecordCantBeRead_ThenItIsNamedAndTheRestIsChecked(string table, string record)
    {
        await FillAsync();
        var named = await SpoilAsync(table);
        var other = (await NewNode().CommitAsync(Transfer(sender, await AddUserAsync(), 5))).Message;
        await Store.TamperAsync("chats", other.ChatId.ToBytes(), "lastSequence", 9L);

        var report = await VerifyAsync();

        if (named is null)
        {
            // The store takes no such record: the fault beside it is all that there is.
            Assert.StartsWith($"Chat {other.ChatId} ", Assert.Single(report.Problems), StringComparison.Ordinal);
            return;
        }

        Assert.StartsWith($"The stored {record} ", report.Problems[0], StringComparison.Ordinal);
        Assert.Contains(named, report.Problems[0], StringComparison.Ordinal);
        Assert.Contains(" can't be read: ", report.Problems[0], StringComparison.Ordinal);
        Assert.Single(report.Problems, fault => fault.Contains("can't be read", StringComparison.Ordinal));
        Assert.Contains(report.Problems, fault => fault.StartsWith($"Chat {other.ChatId} says that its last message is 9", StringComparison.Ordinal));
        Assert.False(report.IsCut);
    }

    /// <summary>Whatever names a message that can't be read is not held to be wrong.</summary>
    [SkippableFact]
    public async Task Verify_WhenATransferCantBeRead_ThenNothingElseIsSaid()
    {
        await FillAsync();
        await Store.SpoilAsync("messages", transfer.Id.ToBytes());

        Assert.Single((await VerifyAsync()).Problems);
    }

    [SkippableTheory]
    [InlineData(VerificationReport.MostFaults - 1)]
    [InlineData(VerificationReport.MostFaults)]
    [InlineData(VerificationReport.MostFaults + 1)]
    public async Task Verify_WhenMuchIsWrong_ThenItEndsAtABound(int faults)
    {
        var user = await AddUserWithAsync(100);
        var node = NewNode();
        for (var i = 0; i < faults; i++)
        {
            var sent = await node.CommitAsync(Transfer(user, await AddUserAsync(), 1));
            await Store.TamperAsync("chats", sent.Message.ChatId.ToBytes(), "lastSequence", 9L);
        }

        var report = await VerifyAsync();

        Assert.Equal(Math.Min(faults, VerificationReport.MostFaults), report.Problems.Count);
        Assert.Equal(faults >= VerificationReport.MostFaults, report.IsCut);
    }

    [SkippableFact]
    public async Task Verify_WhileTheServiceWrites_ThenItSeesOneMoment()
    {
        await FillAsync();
        var node = NewNode();
        using var end = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            for (var n = 0; !end.IsCancellationRequested; n++)
            {
                await node.CommitAsync(Grant(i % 2 == 0 ? sender : recipient, 3, $"{i}-{n}"));
                await TryAsync(node, i % 2 == 0 ? Transfer(sender, recipient, 2) : Transfer(recipient, sender, 1));
            }
        })).ToList();

        var seen = new List<long>();
        while (seen.Distinct().Count() < 5)
        {
            var report = await VerifyAsync();
            Assert.True(report.IsSound, report.Fault);
            seen.Add(report.Entries);
        }

        await end.CancelAsync();
        await Task.WhenAll(writers);
        Assert.Equal(seen.Order(), seen);
    }

    /// <summary>A grant of 100, a text, a transfer of 25, and one that is refused; each with a key.</summary>
    protected async Task FillAsync()
    {
        (sender, recipient) = (await AddUserWithAsync(100), await AddUserAsync());
        var node = NewNode();
        text = (await node.CommitAsync(new SendIntent(
            NewId<Message>(), sender, null, recipient, new TextDraft(MessageText.From("Merhaba")), new IdempotencyKey(sender, "text"), Fingerprint.Of("text")))).Message;
        transfer = (await node.CommitAsync(Transfer(sender, recipient, 25, "transfer"))).Message;
        Assert.Equal("credits.insufficient", (await TryAsync(node, Transfer(sender, recipient, 76, "refused"))).Refusal);
        granted = await EntryAsync(sender, 1);
        sent = await EntryAsync(sender, 2);
        received = await EntryAsync(recipient, 1);
        issued = await EntryAsync(Wallet.SystemOwner, 1);
    }

    private Task PlantAsync(string fault) => fault switch
    {
        "an entry's amount" => TamperAsync(sent, "amount", 24L),
        "an entry's balance" => TamperAsync(sent, "balanceAfter", 76L),
        "an entry's number" => TamperAsync(sent, "number", 5L),
        "an entry of nothing" => TamperAsync(received, "amount", 0L),
        "an entry removed" => Store.RemoveAsync("ledger", granted.Id.ToBytes()),
        "a last entry removed" => Store.RemoveAsync("ledger", sent.Id.ToBytes()),
        "a wallet's balance" => Store.TamperAsync("wallets", sender.ToBytes(), "balance", 76L),
        "a wallet's entries" => Store.TamperAsync("wallets", sender.ToBytes(), "entries", 3L),
        "a wallet removed" => Store.RemoveAsync("wallets", recipient.ToBytes()),
        "all entries of a wallet removed" => Store.RemoveAsync("ledger", received.Id.ToBytes()),
        "credits out of nothing" => PlantCreditsAsync(),
        "a balance below zero" => PlantOverdraftAsync(),
        "a transfer removed" => Store.RemoveAsync("messages", transfer.Id.ToBytes()),
        "a transfer's amount" => Store.TamperAsync("messages", transfer.Id.ToBytes(), "creditTransfer.amount", 26L),
        "a transfer's recipient" => Store.TamperAsync("messages", transfer.Id.ToBytes(), "creditTransfer.recipientId", NewId<User>().ToBytes()),
        "a transfer of nothing" => Store.TamperAsync("messages", transfer.Id.ToBytes(), "creditTransfer.amount", 0L),
        "a transfer's sender" => Store.TamperAsync("messages", transfer.Id.ToBytes(), "senderId", NewId<User>().ToBytes()),
        "a transfer to oneself" => Store.TamperAsync("messages", transfer.Id.ToBytes(), "creditTransfer.recipientId", sender.ToBytes()),
        "a key's balance" => Store.TamperRecordOfAsync(new IdempotencyKey(sender, "transfer"), "balance", 76L),
        "a key's balance removed" => Store.TamperRecordOfAsync(new IdempotencyKey(sender, "transfer"), "balance", null),
        "a text's key with a balance" => Store.TamperRecordOfAsync(new IdempotencyKey(sender, "text"), "balance", 100L),
        "a key's message" => Store.TamperRecordOfAsync(new IdempotencyKey(sender, "text"), "messageId", transfer.Id.ToBytes()),
        "a transfer's key removed" => Store.RemoveRecordOfAsync(new IdempotencyKey(sender, "transfer")),
        "a grant's key with a balance" => Store.TamperRecordOfAsync(GrantKey, "balance", 101L),
        "a grant's key with an amount" => Store.TamperRecordOfAsync(GrantKey, "grant.amount", 101L),
        "a grant's key with a recipient" => Store.TamperRecordOfAsync(GrantKey, "grant.recipientId", recipient.ToBytes()),
        "a grant's key removed" => Store.RemoveRecordOfAsync(GrantKey),
        "an entry's counterparty" => TamperAsync(received, "counterpartyId", NewId<User>().ToBytes()),
        "an entry's message" => TamperAsync(received, "messageId", NewId<Message>().ToBytes()),
        "an entry's grant" => TamperAsync(issued, "grantId", NewId<Grant>().ToBytes()),
        "a key's message removed" => Store.RemoveAsync("messages", text.Id.ToBytes()),
        "a message removed" => PlantGapAsync(),
        "a chat's last number" => Store.TamperAsync("chats", transfer.ChatId.ToBytes(), "lastSequence", 9L),
        "a chat removed" => Store.RemoveAsync("chats", transfer.ChatId.ToBytes()),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    /// <returns>What the fault has to hold; null if the store refuses such a record.</returns>
    private async Task<string?> SpoilAsync(string table)
    {
        if (table == "outcomes")
        {
            await Store.SpoilRecordOfAsync(new IdempotencyKey(sender, "transfer"));
            return "transfer";
        }

        var id = table switch
        {
            "messages" => text.Id.ToBytes(),
            "ledger" => received.Id.ToBytes(),
            "wallets" => recipient.ToBytes(),
            "chats" => transfer.ChatId.ToBytes(),
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, null),
        };
        return await Store.SpoilAsync(table, id) ? Convert.ToHexStringLower(id) : null;
    }

    /// <summary>An entry and its wallet agree, and nobody has given what the entry adds.</summary>
    private async Task PlantCreditsAsync()
    {
        await TamperAsync(received, "amount", 925L);
        await TamperAsync(received, "balanceAfter", 925L);
        await Store.TamperAsync("wallets", recipient.ToBytes(), "balance", 925L);
    }

    private async Task PlantGapAsync()
    {
        await Store.RemoveRecordOfAsync(new IdempotencyKey(sender, "text"));
        await Store.RemoveAsync("messages", text.Id.ToBytes());
    }

    private async Task PlantOverdraftAsync()
    {
        await TamperAsync(sent, "amount", 125L);
        await TamperAsync(sent, "balanceAfter", -25L);
    }

    private Task TamperAsync(LedgerEntry entry, string field, object value) => Store.TamperAsync("ledger", entry.Id.ToBytes(), field, value);

    private async Task<LedgerEntry> EntryAsync(Id<User> owner, long number) =>
        Assert.Single(await Store.Ledger.PageAsync(owner, new LedgerWindow(number + 1, null, 1), None)).Entry!;
}
