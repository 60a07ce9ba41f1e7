using System.Diagnostics;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Database;

/// <summary>The server fails, forgets its answers, hangs or is gone: what then becomes of a round, and what the caller hears.</summary>
public sealed class MongoFaultTests : IClassFixture<MongoDatabaseFixture>, IDisposable
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    private readonly MongoDatabaseFixture database;
    private readonly MongoNode node;
    private readonly Standstill standstill = new();
    private readonly string name = $"allmine-{ObjectId.GenerateNewId()}";

    public MongoFaultTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
        node = database.NewNode(name);
    }

    public void Dispose() => standstill.Dispose();

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task CommitAsync_WhenTheConnectionBreaksOnTheCommit_ThenItIsAskedForAgain(int times)
    {
        var chat = await AddChatAsync();
        await using var failure = await FailAsync(Times(times), new() { { "failCommands", Names("commitTransaction") }, { "closeConnection", true } });

        Assert.Equal(CommitResult.Committed, await node.CommitStore.CommitAsync(MongoSamples.Round(chat, "hello"), default));

        Assert.Equal(["hello"], await TextsOfAsync(chat.Id));
    }

    [SkippableTheory]
    [InlineData(64)]
    [InlineData(91)]
    public async Task CommitAsync_WhenTheAnswerIsLostAfterTheCommit_ThenOneEffect(int code)
    {
        var chat = await AddChatAsync();
        var lost = new BsonDocument { { "code", code }, { "errmsg", "lost" } };
        await using var failure = await FailAsync(Times(3), new() { { "failCommands", Names("commitTransaction") }, { "writeConcernError", lost } });

        Assert.Equal(CommitResult.Committed, await node.CommitStore.CommitAsync(MongoSamples.Round(chat, "hello", MongoSamples.Key(chat)), default));

        Assert.Equal(["hello"], await TextsOfAsync(chat.Id));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheOutcomeStaysUnknownPastTheDeadline_ThenUnavailableAndSettledLater()
    {
        var chat = await AddChatAsync();
        var key = MongoSamples.Key(chat);
        using var deadline = new CancellationTokenSource();
        Task<CommitResult> commit;
        await using (await FailAsync("alwaysOn", new() { { "failCommands", Names("commitTransaction") }, { "closeConnection", true } }))
        {
            commit = node.CommitStore.CommitAsync(MongoSamples.Round(chat, "hello", key), deadline.Token);
            await SentAsync(node, "commitTransaction");
            await deadline.CancelAsync();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => commit);
        }

        await Eventually.HoldsAsync(async () => await database.Node.Get<IIdempotencyRepository>().FindAsync(key, default) is not null);
        Assert.Equal(["hello"], await TextsOfAsync(chat.Id));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheServerHasDroppedTheTransaction_ThenConflictAndNothingIsWritten()
    {
        var chat = await AddChatAsync();
        var dropped = new BsonDocument
        {
            { "failCommands", Names("commitTransaction") }, { "errorCode", 251 }, { "errorLabels", Names("TransientTransactionError") },
        };
        await using var failure = await FailAsync(Times(1), dropped);

        Assert.Equal(CommitResult.Conflict, await node.CommitStore.CommitAsync(MongoSamples.Round(chat, "hello"), default));
    }

    [SkippableTheory]
    [InlineData("update")]
    [InlineData("insert")]
    public async Task CommitAsync_WhenTheServerReportsAWriteConflict_ThenConflictAndTheChatIsFree(string command)
    {
        var chat = await AddChatAsync();
        var conflict = new BsonDocument
        {
            { "failCommands", Names(command) }, { "errorCode", 112 }, { "errorLabels", Names("TransientTransactionError") },
        };
        await using (await FailAsync(Times(1), conflict))
            Assert.Equal(CommitResult.Conflict, await node.CommitStore.CommitAsync(MongoSamples.Round(chat, "lost"), default));

        var again = (await node.Get<IChatRepository>().FindAsync(chat.Id, default))!;
        Assert.Equal(CommitResult.Committed, await node.CommitStore.CommitAsync(MongoSamples.Round(again, "hello"), default));
        Assert.Equal(["hello"], await TextsOfAsync(chat.Id));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheDeadlineComesWhileAConflictIsCleanedUp_ThenItIsNotWaitedFor()
    {
        // By its clock, the node has all the time for the cleaning up.
        var patient = database.NewNode($"{name}-patient", new FakeTimeProvider());
        var chat = await AddChatAsync();
        using var deadline = new CancellationTokenSource();
        var hang = new BsonDocument { { "failCommands", Names("abortTransaction") }, { "blockConnection", true }, { "blockTimeMS", 6000 } };
        await using var failure = await MongoFailPoint.SetAsync(database.Node.Client, $"{name}-patient", "alwaysOn", hang);
        var outdated = MongoSamples.Round(chat, "outdated");
        Assert.Equal(CommitResult.Committed, await node.CommitStore.CommitAsync(MongoSamples.Round((await FindAsync(chat))!, "hello"), default));

        var commit = patient.CommitStore.CommitAsync(outdated, deadline.Token);
        await SentAsync(patient, "abortTransaction");
        await deadline.CancelAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => commit);
    }

    /// <summary>As in the buffer of a socket: the abort is there before the statement that opens the transaction.</summary>
    [SkippableFact]
    public async Task CommitAsync_WhenAStatementArrivesAfterTheRoundWasGivenUp_ThenTheChatIsFreeSoon()
    {
        var chat = await AddChatAsync();
        using var deadline = new CancellationTokenSource();
        var late = new BsonDocument { { "failCommands", Names("update") }, { "blockConnection", true }, { "blockTimeMS", 5000 } };
        await using (await FailAsync(Times(1), late))
        {
            var commit = node.CommitStore.CommitAsync(MongoSamples.Round(chat, "lost"), deadline.Token);
            await Eventually.HoldsAsync(() => IsDoingAsync("update"));
            await deadline.CancelAsync();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => commit);
        }

        await Eventually.HoldsAsync(async () => !await IsDoingAsync("update"));
        await AssertTakesSendsSoonAsync(chat);
    }

    [SkippableTheory]
    [InlineData("""{ "errorCode": 2 }""")]
    [InlineData("""{ "closeConnection": true }""")]
    [InlineData("""{ "blockConnection": true, "blockTimeMS": 1500 }""")]
    public async Task CommitAsync_WhenTheAbortFails_ThenConflictAndTheChatIsFreeSoon(string failure)
    {
        var (chat, other) = (await AddChatAsync(), await AddChatAsync());
        var outdated = MongoSamples.Round(other, "outdated");
        Assert.Equal(CommitResult.Committed, await node.CommitStore.CommitAsync(MongoSamples.Round((await FindAsync(other))!, "ahead"), default));
        var changes = MongoSamples.Round(chat, "lost");
        // The first chat is changed before the second is found to be another.
        changes.Chats.AddRange(outdated.Chats);
        await using (await FailAsync(Times(1), BsonDocument.Parse(failure).Add("failCommands", Names("abortTransaction"))))
            Assert.Equal(CommitResult.Conflict, await node.CommitStore.CommitAsync(changes, default));

        await AssertTakesSendsSoonAsync(chat);
        await Eventually.HoldsAsync(() => node.Get<MongoSessions>().AreFree);
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheCommitNeverGetsAnAnswer_ThenTheTransactionIsEndedInTheEnd()
    {
        var time = new FakeTimeProvider();
        var patient = database.NewNode($"{name}-patient", time);
        var chat = await AddChatAsync();
        var broken = new BsonDocument { { "failCommands", Names("commitTransaction") }, { "closeConnection", true } };
        await using (await MongoFailPoint.SetAsync(database.Node.Client, $"{name}-patient", "alwaysOn", broken))
        {
            var commit = patient.CommitStore.CommitAsync(MongoSamples.Round(chat, "lost"), default);
            await SentAsync(patient, "commitTransaction");
            time.Advance(TimeSpan.FromSeconds(61));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => commit);
        }

        // The last attempt may still be on its way, and the server takes it now.
        await AssertTakesSendsSoonAsync(chat, mayBeThere: "lost", () => time.Advance(MongoFence.Pause));
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(MongoFence.Pause);
            return patient.Get<MongoSessions>().AreFree;
        });
    }

    /// <summary>By another node, which took this one for dead.</summary>
    [SkippableFact]
    public async Task CommitAsync_WhenAStatementIsInterrupted_ThenConflictAndTheChatIsFree()
    {
        var chat = await AddChatAsync();
        await using (await FailAsync(Times(1), new() { { "failCommands", Names("insert") }, { "errorCode", 11601 } }))
            Assert.Equal(CommitResult.Conflict, await node.CommitStore.CommitAsync(MongoSamples.Round(chat, "lost"), default));

        await AssertTakesSendsSoonAsync(chat);
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheConnectionBreaksBeforeTheCommit_ThenConflictAndTheChatIsFree()
    {
        var chat = await AddChatAsync();
        await using (await FailAsync(Times(1), new() { { "failCommands", Names("insert") }, { "closeConnection", true } }))
            Assert.Equal(CommitResult.Conflict, await node.CommitStore.CommitAsync(MongoSamples.Round(chat, "lost"), default));

        var again = (await node.Get<IChatRepository>().FindAsync(chat.Id, default))!;
        Assert.Equal(CommitResult.Committed, await node.CommitStore.CommitAsync(MongoSamples.Round(again, "hello"), default));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheServerRefusesADocument_ThenTheDefectIsNotHidden()
    {
        var chat = await AddChatAsync();
        await using var failure = await FailAsync(Times(1), new() { { "failCommands", Names("insert") }, { "errorCode", 2 } });

        await Assert.ThrowsAnyAsync<MongoException>(() => node.CommitStore.CommitAsync(MongoSamples.Round(chat, "hello"), default));
    }

    [SkippableTheory]
    [InlineData(11600)]
    [InlineData(10107)]
    [InlineData(262)]
    [InlineData(14031)]
    public async Task Ports_WhenTheServerCantServe_ThenUnavailable(int code)
    {
        var chat = await AddChatAsync();
        await using var failure = await FailAsync(
            "alwaysOn", new() { { "failCommands", Names("find", "insert", "update", "findAndModify", "aggregate", "connectionStatus") }, { "errorCode", code } });

        await Task.WhenAll(Calls(node, chat).Select(call => AssertUnavailableInTimeAsync(call.Name, call.Call)));
        Assert.False(await node.Get<IStoreStatus>().IsReadyAsync(default));
    }

    [SkippableFact]
    public async Task Ports_WhenTheServerHangs_ThenUnavailableInTime()
    {
        var chat = await AddChatAsync();
        var hang = new BsonDocument
        {
            { "failCommands", Names("find", "insert", "update", "findAndModify", "aggregate", "connectionStatus") }, { "blockConnection", true }, { "blockTimeMS", 10_000 },
        };
        await using var failure = await FailAsync("alwaysOn", hang);

        await Task.WhenAll(Calls(node, chat).Select(call => AssertUnavailableInTimeAsync(call.Name, call.Call)));
        Assert.False(await node.Get<IStoreStatus>().IsReadyAsync(default));
    }

    [SkippableFact]
    public async Task Ports_WhenTheServerIsGone_ThenUnavailableInTimeUntilItIsBack()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var server = await MongoServer.StartAsync();
        using var lonely = new MongoNode(server.ConnectionString);
        await lonely.Get<IStoreInitializer>().InitializeAsync(default);
        await Eventually.HoldsAsync(() => lonely.Get<IStoreStatus>().IsReadyAsync(default));
        var chat = MongoSamples.Direct();
        await lonely.Get<IChatRepository>().AddAsync(chat, default);

        server.Kill();
        await Task.WhenAll(Calls(lonely, chat).Select(call => AssertUnavailableInTimeAsync(call.Name, call.Call)));
        Assert.False(await lonely.Get<IStoreStatus>().IsReadyAsync(default));

        server.Launch();
        await Eventually.HoldsAsync(() => lonely.Get<IStoreStatus>().IsReadyAsync(default));
        var found = await lonely.Get<IChatRepository>().FindAsync(chat.Id, default);
        Assert.Equal(CommitResult.Committed, await lonely.CommitStore.CommitAsync(MongoSamples.Round(found!, "hello"), default));
    }

    /// <summary>Every method of every port that speaks to the server.</summary>
    private static IEnumerable<(string Name, Func<Task> Call)> Calls(MongoNode node, Chat chat)
    {
        var key = MongoSamples.Key(chat);
        var needs = new LoadRequest();
        needs.Chats.Add(chat.Id);
        yield return ("load", () => node.CommitStore.LoadAsync(needs, default));
        yield return ("send", () => node.NewEngine().CommitAsync(MongoSamples.Intent(chat, "hello")));
        yield return ("chat", () => node.Get<IChatRepository>().FindAsync(chat.Id, default));
        yield return ("new chat", () => node.Get<IChatRepository>().AddAsync(MongoSamples.Direct(), default));
        yield return ("message", () => node.Get<IMessageRepository>().FindAsync(MongoSamples.NewId<Message>(), default));
        yield return ("history", () => node.Get<IMessageRepository>().PageAsync(chat.Id, new HistoryWindow(null, null, 20), default));
        yield return ("outcome", () => node.Get<IIdempotencyRepository>().FindAsync(key, default));
        yield return ("user", () => node.Get<IUserRepository>().FindAsync(chat.Members[0].UserId, default));
        yield return ("new user", () => node.Get<IUserRepository>().PutAsync(MongoSamples.User(), default));
        yield return ("file", () => node.Get<IFileRepository>().FindAsync(new FileReference(chat.Members[0].UserId, "photo.jpg"), default));
        yield return ("new file", () => node.Get<IFileRepository>().AddAsync(MongoSamples.File(chat.Members[0].UserId, "photo.jpg"), default));
    }

    private async Task AssertUnavailableInTimeAsync(string port, Func<Task> call)
    {
        Exception? exception = null;
        var elapsed = await standstill.TimeAsync(async () => exception = await Record.ExceptionAsync(call));
        Assert.True(exception is StoreUnavailableException, $"{port}: {exception}");
        Assert.True(elapsed < Promised, $"{port} took {elapsed}");
    }

    private static Task SentAsync(MongoNode node, string command) => Eventually.HoldsAsync(() => node.TakeCommands().Contains(command));

    /// <summary>Whether the server still has such a command of the node to do, or holds it up.</summary>
    private async Task<bool> IsDoingAsync(string command)
    {
        var pipeline = new BsonDocumentStagePipelineDefinition<NoPipelineInput, BsonDocument>(
        [
            new("$currentOp", new BsonDocument { { "allUsers", true }, { "idleSessions", false } }),
            new("$match", new BsonDocument { { "appName", name }, { "active", true }, { $"command.{command}", new BsonDocument("$exists", true) } }),
        ]);
        return await (await database.Node.Client.GetDatabase("admin").WithReadConcern(ReadConcern.Local).AggregateAsync(pipeline)).AnyAsync();
    }

    /// <summary>Within <see cref="Promised"/>, whatever was in flight: the server itself ends an open transaction after 60 s.</summary>
    /// <param name="chat">Has no message of before.</param>
    /// <param name="mayBeThere">What was in flight and may have arrived; nothing else may have.</param>
    /// <param name="meanwhile">Done again and again until it takes one.</param>
    private async Task AssertTakesSendsSoonAsync(Chat chat, string? mayBeThere = null, Action? meanwhile = null)
    {
        var (since, stood) = (Stopwatch.GetTimestamp(), standstill.Total);
        while (true)
        {
            var present = (await FindAsync(chat))!;
            if (await database.Node.CommitStore.CommitAsync(MongoSamples.Round(present, "hello"), default) == CommitResult.Committed)
                break;
            Assert.True(Stopwatch.GetElapsedTime(since) - (standstill.Total - stood) < Promised, $"The chat still refuses sends after {Promised}.");
            meanwhile?.Invoke();
            await Task.Delay(20);
        }

        var texts = (await TextsOfAsync(chat.Id)).ToList();
        Assert.True(texts is ["hello"] || (texts is [var first, "hello"] && first == mayBeThere), string.Join(", ", texts));
    }

    private static BsonDocument Times(int times) => new("times", times);

    private static BsonArray Names(params string[] names) => [.. names];

    private Task<MongoFailPoint> FailAsync(BsonValue mode, BsonDocument data) => MongoFailPoint.SetAsync(database.Node.Client, name, mode, data);

    private Task<Chat?> FindAsync(Chat chat) => database.Node.Get<IChatRepository>().FindAsync(chat.Id, default);

    private async Task<Chat> AddChatAsync()
    {
        var chat = MongoSamples.Direct();
        Assert.True(await node.Get<IChatRepository>().AddAsync(chat, default));
        return chat;
    }

    private async Task<IEnumerable<string?>> TextsOfAsync(Id<Chat> id)
    {
        var page = await database.Node.Get<IMessageRepository>().PageAsync(id, new HistoryWindow(Before: null, After: 0, HistoryWindow.MaxLimit), default);
        return page.Select(message => message.Readable!.Content);
    }
}
