using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Idempotency;

public abstract class IdempotencyRepositoryContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task Find_WhenNothingIsRecorded_ThenNull() => Assert.Null(await Store.IdempotencyRecords.FindAsync(new IdempotencyKey(NewId<User>(), "k"), None));

    [SkippableFact]
    public async Task Find_WhenRecorded_ThenTheOutcomeWithItsMessage()
    {
        var outcome = await RecordAsync("5b0c4f9e-1");

        ShouldBe.Same(outcome, await Store.IdempotencyRecords.FindAsync(outcome.Key, None));
    }

    [SkippableFact]
    public async Task Find_WhenKeyIsOfGreatestLength_ThenTheOutcome()
    {
        var outcome = await RecordAsync(new string('~', 255));

        ShouldBe.Same(outcome, await Store.IdempotencyRecords.FindAsync(outcome.Key, None));
    }

    [SkippableFact]
    public async Task Find_WhenKeyIsAnotherUsersOrNotQuiteThat_ThenNull()
    {
        var outcome = await RecordAsync("Key");

        Assert.Null(await Store.IdempotencyRecords.FindAsync(outcome.Key with { UserId = NewId<User>() }, None));
        Assert.Null(await Store.IdempotencyRecords.FindAsync(outcome.Key with { Key = "key" }, None));
        Assert.Null(await Store.IdempotencyRecords.FindAsync(outcome.Key with { Key = "Ke" }, None));
    }

    [SkippableFact]
    public async Task Find_WhenMoreMessagesFollowed_ThenStillTheFirstMessage()
    {
        var outcome = await RecordAsync("k");
        await SendAsync(outcome.Message!.ChatId, 3);

        ShouldBe.Same(outcome, await Store.IdempotencyRecords.FindAsync(outcome.Key, None));
    }

    [SkippableFact]
    public async Task Find_WhenTheRequestHadLaterFields_ThenItsFingerprintIsTheSame()
    {
        var outcome = await RecordAsync("k", Fingerprint.OfFields(["text"], [("metadata", "{}")]));

        ShouldBe.Same(outcome, await Store.IdempotencyRecords.FindAsync(outcome.Key, None));
    }

    /// <summary>It is neither the same request nor another one: nothing can be said of it.</summary>
    [SkippableFact]
    public async Task Find_WhenTheFingerprintIsOfAVersionNotKnownHere_ThenItCantBeRead()
    {
        var outcome = await RecordAsync("k");
        await Store.TamperAsync("outcomes", outcome.Message!.Id.ToBytes(), "fingerprintVersion", Fingerprint.CurrentVersion + 1L);

        await Assert.ThrowsAsync<UnreadableRecordException>(() => Store.IdempotencyRecords.FindAsync(outcome.Key, None));

        await Store.TamperAsync("outcomes", outcome.Message!.Id.ToBytes(), "fingerprintVersion", (long)Fingerprint.CurrentVersion);
        ShouldBe.Same(outcome, await Store.IdempotencyRecords.FindAsync(outcome.Key, None));
    }

    private async Task<IdempotencyRecord> RecordAsync(string key, Fingerprint? fingerprint = null)
    {
        var chat = NewDirectChat();
        var sender = chat.Members[0].UserId;
        var round = new ChangeSet();
        var message = Append(round, new ChatChange(chat, isNew: true), sender);
        var outcome = IdempotencyRecord.OfMessage(new IdempotencyKey(sender, key), fingerprint ?? Fingerprint.Of("text", null, "Merhaba"), message);
        round.IdempotencyRecords.Add(outcome);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return outcome;
    }
}
