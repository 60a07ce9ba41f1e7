using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;

namespace Allmine.Api.Tests.Processes;

/// <summary>The command <c>verify-ledger</c>, as an operator runs it: on either store, beside a service that runs.</summary>
public sealed class VerifyLedgerTests
{
    private const string MongoSetting = "ConnectionStrings__MongoDB";
    private const string Sender = "64d15f9e2e6c8f4d5a111111";
    private const string Recipient = "64d15f9e2e6c8f4d5a654321";

    private static readonly string[] Command = ["verify-ledger"];

    [Fact]
    public async Task Verify_WhenTheServiceRuns_ThenCountsEverythingAndFindsNothing()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path);
        await TransferAsync(service);

        await ExpectSoundAsync(folder.Path);
    }

    [Fact]
    public async Task Verify_WhenTheServiceHasEnded_ThenReadsWhatItHasLeft()
    {
        using var folder = new TemporaryFolder();
        await using (var service = await ServiceProcess.StartAsync(folder.Path))
        {
            await TransferAsync(service);
            await service.TerminateAsync();
            Assert.Equal(0, await service.EndAsync());
        }

        await ExpectSoundAsync(folder.Path);
    }

    [Fact]
    public async Task Verify_WhenTheServiceWasKilled_ThenReadsWhatItHasLeft()
    {
        using var folder = new TemporaryFolder();
        await using (var service = await ServiceProcess.StartAsync(folder.Path))
        {
            await TransferAsync(service);
            service.Kill();
            await service.EndAsync();
        }

        await ExpectSoundAsync(folder.Path);
    }

    [SkippableFact]
    public async Task Verify_WhenOnMongoDB_ThenCountsEverythingAndFindsNothing()
    {
        using var folder = new TemporaryFolder();
        await using var database = await OwnMongoDatabase.DemandAsync();
        await using var service = await ServiceProcess.StartAsync(folder.Path, (MongoSetting, database.ConnectionString));
        await TransferAsync(service);

        await ExpectSoundAsync(folder.Path, (MongoSetting, database.ConnectionString));
    }

    [Fact]
    public async Task Verify_WhenANumberIsMissing_ThenNamesTheChatAndEndsWithOne()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path);
        await TransferAsync(service);
        service.Kill();
        await service.EndAsync();
        await SpoilAsync(folder.Path, "UPDATE chats SET last_sequence = last_sequence + 1");

        await ExpectFaultAsync("64d15f9e2e6c8f4d5a123456", folder.Path);
    }

    [Fact]
    public async Task Verify_WhenSomethingIsLeftOfADeletedMessage_ThenNamesTheMessageAndEndsWithOne()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path);
        var deleted = await DeleteAsync(service);
        service.Kill();
        await service.EndAsync();
        var (exitCode, output, errors) = await ServiceProcess.CommandAsync(Command, folder.Path);
        Assert.True(exitCode == 0, errors);
        Assert.Contains("messages 1, alterations 1.\n", output, StringComparison.Ordinal);
        await SpoilAsync(folder.Path, "PRAGMA ignore_check_constraints = ON; UPDATE messages SET content = 'Merhaba' WHERE is_deleted = 1");

        await ExpectFaultAsync($"The deleted message {deleted} still has its content.", folder.Path);
    }

    [SkippableFact]
    public async Task Verify_WhenABalanceIsWrongOnMongoDB_ThenNamesTheWalletAndEndsWithOne()
    {
        using var folder = new TemporaryFolder();
        await using var database = await OwnMongoDatabase.DemandAsync();
        await using var service = await ServiceProcess.StartAsync(folder.Path, (MongoSetting, database.ConnectionString));
        await TransferAsync(service);
        var changed = await database.Database.GetCollection<BsonDocument>("wallets").UpdateOneAsync(
            new BsonDocument("_id", ObjectId.Parse(Recipient)), new BsonDocument("$inc", new BsonDocument("balance", 1L)));
        Assert.Equal(1, changed.ModifiedCount);

        await ExpectFaultAsync(Recipient, folder.Path, (MongoSetting, database.ConnectionString));
    }

    [Fact]
    public async Task Verify_WhenThereIsNoStore_ThenSaysSoInOneLineAndMakesNone()
    {
        using var folder = new TemporaryFolder();
        var empty = Path.Combine(folder.Path, "none");

        ExpectOneLine("Embedded:Path", await ServiceProcess.CommandAsync(Command, empty));

        Assert.False(Directory.Exists(empty));
    }

    [Fact]
    public async Task Verify_WhenNoMongoDBListens_ThenSaysSoInOneLine()
    {
        using var folder = new TemporaryFolder();

        var ended = await ServiceProcess.CommandAsync(Command, folder.Path, (MongoSetting, "mongodb://127.0.0.1:1/?replicaSet=rs0"));

        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.Equal("The ledger is not verified: the store did not answer. Try again when it does.\n", ended.Errors);
    }

    [Theory]
    [InlineData("Store", "nonsense", "Store")]
    [InlineData("Jwt__SigningKey", "short", "Jwt:SigningKey")]
    public async Task Verify_WhenASettingIsBad_ThenNamesIt(string setting, string value, string named)
    {
        using var folder = new TemporaryFolder();

        ExpectOneLine(named, await ServiceProcess.CommandAsync(Command, folder.Path, (setting, value)));
    }

    [Fact]
    public async Task Program_WhenTheCommandIsUnknown_ThenNamesTheOneThereIs()
    {
        using var folder = new TemporaryFolder();

        ExpectOneLine("verify-ledger", await ServiceProcess.CommandAsync(["verify"], folder.Path));
    }

    private static async Task TransferAsync(ServiceProcess service)
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        var sender = new Caller(http, Tokens.ForUser(Sender));
        var sent = await sender.SendAsync(
            $$"""{ "type": "credit_transfer", "targetUserId": "{{Recipient}}", "creditTransfer": { "amount": 25 } }""", ("Idempotency-Key", "k"));
        Assert.Equal("75", sent.Expect(HttpStatusCode.Created).Header("Credit-Balance"));
    }

    /// <returns>The message.</returns>
    private static async Task<string> DeleteAsync(ServiceProcess service)
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        var sender = new Caller(http, Tokens.ForUser(Sender));
        var sent = await sender.SendAsync($$"""{ "type": "text", "targetUserId": "{{Recipient}}", "content": "Merhaba" }""");
        var id = sent.Expect(HttpStatusCode.Created)["_id"].GetString()!;
        (await sender.SendAsync(HttpMethod.Delete, $"{Caller.MessagesPath}/{id}", null)).Expect(HttpStatusCode.OK);
        return id;
    }

    /// <summary>The store of one transfer, and of the two grants of the development data.</summary>
    private static async Task ExpectSoundAsync(string folder, params (string, string?)[] settings)
    {
        var (exitCode, output, errors) = await ServiceProcess.CommandAsync(Command, folder, settings);

        Assert.True(exitCode == 0, errors);
        Assert.StartsWith("Counted: ledger entries 6, wallets 3, transfers 1, grants 2, keys 3, chats 1, messages 1, alterations 0.\nAll is well: ", output, StringComparison.Ordinal);
        Assert.Equal("", errors);
    }

    private static async Task ExpectFaultAsync(string named, string folder, params (string, string?)[] settings)
    {
        var (exitCode, output, errors) = await ServiceProcess.CommandAsync(Command, folder, settings);

        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("WRONG: ", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.StartsWith("Counted: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("All is well", output, StringComparison.Ordinal);
    }

    private static void ExpectOneLine(string named, (int ExitCode, string Output, string Errors) ended)
    {
        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        var line = Assert.Single(ended.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("Allmine can't start: ", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
    }

    private static async Task SpoilAsync(string folder, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "allmine.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
