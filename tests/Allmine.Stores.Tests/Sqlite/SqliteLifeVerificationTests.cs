using Allmine.Stores.Tests.Contracts.Snapshots;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteLifeVerificationTests(SqliteStoreFixture store) : LifeVerificationContract(store), IClassFixture<SqliteStoreFixture>
{
    [Fact]
    public async Task Verify_WhenAMentionOfADeletedMessageIsCountedStill_ThenItIsNamed()
    {
        await FillAsync();
        await store.ExecuteUnguardedAsync("INSERT INTO mentions (user_id, chat_id, sequence) SELECT sender_id, chat_id, sequence FROM messages WHERE is_deleted = 1");

        Assert.Equal(
            $"A mention of {Deleted.SenderId} is counted for the message {Deleted.Id}, which mentions nobody.", Assert.Single((await VerifyAsync()).Problems));
    }

    /// <summary>Here a message that says nothing says that the change has its own number.</summary>
    [Fact]
    public async Task Verify_WhenAMessageLacksTheChangeThatHasSentIt_ThenItIsNamed()
    {
        await FillAsync();
        await store.ExecuteUnguardedAsync("UPDATE messages SET sent_change = NULL WHERE sequence = 5");

        Assert.Equal($"Message 5 of chat {Credits.ChatId} says that change 5 has sent it; it was change 16.", Assert.Single((await VerifyAsync()).Problems));
    }

    [Fact]
    public async Task Verify_WhenAnAlterationCantBeRead_ThenItIsNamedAndItsMessageIsLeftAlone()
    {
        await FillAsync();
        await TamperAlterationAsync(15, "kind", "future");

        Assert.Equal(
            $"The stored alteration 15 of chat {Credits.ChatId} can't be read: It is of the kind 'future', which this version can't read.",
            Assert.Single((await VerifyAsync()).Problems));
    }

    [Theory]
    [InlineData("life = '{'", 2)]
    [InlineData("life = '{}'", 4)]
    public async Task Verify_WhenALifeCantBeRead_ThenTheMessageIsNamed(string life, int sequence)
    {
        await FillAsync();
        await store.ExecuteUnguardedAsync($"UPDATE lives SET {life} WHERE sequence = {sequence}");

        Assert.StartsWith($"The stored message {(sequence == 2 ? Edited : Shown).Id} can't be read: ", Assert.Single((await VerifyAsync()).Problems), StringComparison.Ordinal);
    }
}
