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
    public async Task Find_WhenRecorded_ThenTheRecordWithItsMessage()
    {
        var record = await RecordAsync("5b0c4f9e-1");

        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    [SkippableFact]
    public async Task Find_WhenKeyIsOfGreatestLength_ThenTheRecord()
    {
        var record = await RecordAsync(new string('~', 255));

        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    [SkippableFact]
    public async Task Find_WhenKeyIsAnotherUsersOrNotQuiteThat_ThenNull()
    {
        var record = await RecordAsync("Key");

        Assert.Null(await Store.IdempotencyRecords.FindAsync(record.Key with { UserId = NewId<User>() }, None));
        Assert.Null(await Store.IdempotencyRecords.FindAsync(record.Key with { Key = "key" }, None));
        Assert.Null(await Store.IdempotencyRecords.FindAsync(record.Key with { Key = "Ke" }, None));
    }

    [SkippableFact]
    public async Task Find_WhenMoreMessagesFollowed_ThenStillTheFirstMessage()
    {
        var record = await RecordAsync("k");
        await SendAsync(record.Message!.ChatId, 3);

        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    [SkippableFact]
    public async Task Find_WhenTheRequestHadLaterFields_ThenItsFingerprintIsTheSame()
    {
        var record = await RecordAsync("k", Fingerprint.OfFields(["text"], [("metadata", "{}")]));

        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    [SkippableFact]
    public async Task Find_WhenItIsKnownWhoActed_ThenSaysWho()
    {
        var actor = new Actor(NewId<User>(), ActorRole.Person);
        var record = await RecordAsync("k", actor: actor);

        Assert.Equal(actor, (await Store.IdempotencyRecords.FindAsync(record.Key, None))?.Actor);
        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    /// <summary>It is neither the same request nor another one: nothing can be said of it.</summary>
    [SkippableFact]
    public async Task Find_WhenTheFingerprintIsOfAVersionNotKnownHere_ThenItCantBeRead()
    {
        var record = await RecordAsync("k");
        await Store.TamperAsync("outcomes", record.Message!.Id.ToBytes(), "fingerprintVersion", Fingerprint.CurrentVersion + 1L);

        await Assert.ThrowsAsync<UnreadableRecordException>(() => Store.IdempotencyRecords.FindAsync(record.Key, None));

        await Store.TamperAsync("outcomes", record.Message!.Id.ToBytes(), "fingerprintVersion", (long)Fingerprint.CurrentVersion);
        ShouldBe.Same(record, await Store.IdempotencyRecords.FindAsync(record.Key, None));
    }

    private async Task<IdempotencyRecord> RecordAsync(string key, Fingerprint? fingerprint = null, Actor? actor = null)
    {
        var chat = NewDirectChat();
        var sender = chat.Members[0].UserId;
        var round = new ChangeSet();
        var message = Append(round, new ChatChange(chat, isNew: true), sender);
        var record = IdempotencyRecord.OfMessage(new IdempotencyKey(sender, key), fingerprint ?? Fingerprint.Of("text", null, "Merhaba"), message).By(actor);
        round.IdempotencyRecords.Add(record);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return record;
    }
}
