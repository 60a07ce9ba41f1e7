using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Application.Ports.Store;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Mongo;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Driver;

namespace Allmine.Api.Tests.Processes;

/// <summary>The service on MongoDB as an operator starts it: what it refuses to start on, and two nodes on one database.</summary>
public sealed class MongoProcessTests
{
    private const string Setting = "ConnectionStrings__MongoDB";
    private const string Sender = "64d15f9e2e6c8f4d5a111111";
    private const string Target = "64d15f9e2e6c8f4d5a654321";
    private const string Chat = "64d15f9e2e6c8f4d5a123456";

    [Fact]
    public async Task Start_WhenNoMongoDBListens_ThenSaysSoInTheEnd() =>
        await ExpectRefusalInTheEndAsync("mongodb://127.0.0.1:1/?replicaSet=rs0");

    [SkippableFact]
    public async Task Start_WhenTheReplicaSetHasAnotherName_ThenSaysSoInTheEnd()
    {
        await using var database = await OwnMongoDatabase.DemandAsync();
        var url = new MongoUrlBuilder(database.ConnectionString) { ReplicaSetName = "another" };

        await ExpectRefusalInTheEndAsync(url.ToString());
    }

    [SkippableFact]
    public async Task Start_WhenTheServerIsStandalone_ThenSaysWhatToDo()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var server = await MongoServer.StartAsync(replicaSet: false);

        await ExpectRefusalAsync(server.ConnectionString, "standalone");
    }

    [SkippableFact]
    public async Task Start_WhenThePasswordIsWrong_ThenSaysSoAtOnce()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var server = await GuardedMongoServer.StartAsync();
        var url = new MongoUrlBuilder(server.ConnectionString) { Password = "another" };

        await ExpectRefusalAsync(url.ToString(), "refused the user or password");
    }

    [SkippableFact]
    public async Task Start_WhenTheServerIsSlow_ThenWaitsForIt()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var folder = new TemporaryFolder();
        using var server = await MongoServer.StartAsync();
        server.Process.Suspend();

        await using var service = await ServiceProcess.StartAsync(
            line =>
            {
                if (line.Contains("can't be used yet", StringComparison.Ordinal))
                    server.Process.Resume();
            },
            folder.Path,
            (Setting, server.ConnectionString));

        Assert.Single(service.Output, line => line.Contains("No MongoDB server answered", StringComparison.Ordinal));
        Assert.Equal("201", await Shell.RunAsync($"{service.Output[^1]} -s -o /dev/null -w '%{{http_code}}'"));
    }

    [SkippableFact]
    public async Task Start_WhenTheDatabaseIsNew_ThenTheDocumentedCallWorksAtOnce()
    {
        using var folder = new TemporaryFolder();
        await using var database = await OwnMongoDatabase.DemandAsync();
        await using var service = await ServiceProcess.StartAsync(folder.Path, ServiceProcess.WarmsUp, (Setting, database.ConnectionString));

        Assert.Equal("201", await Shell.RunAsync($"{service.Output[^1]} -s -o /dev/null -w '%{{http_code}}'"));
    }

    [SkippableFact]
    public async Task Nodes_WhenTwoAreOnOneDatabase_ThenWhatIsSentThroughOneIsReadThroughTheOther()
    {
        using var folder = new TemporaryFolder();
        await using var database = await OwnMongoDatabase.DemandAsync();
        await using var first = await ServiceProcess.StartAsync(folder.Path, (Setting, database.ConnectionString));
        await using var second = await ServiceProcess.StartAsync(folder.Path, (Setting, database.ConnectionString));
        using var httpOfFirst = new HttpClient { BaseAddress = first.Address };
        using var httpOfSecond = new HttpClient { BaseAddress = second.Address };
        Caller[] senders = [new(httpOfFirst, Tokens.ForUser(Sender)), new(httpOfSecond, Tokens.ForUser(Sender))];
        Caller[] readers = [new(httpOfSecond, Tokens.ForUser(Target)), new(httpOfFirst, Tokens.ForUser(Target))];

        // In turns, so that each node must see that the other has been ahead of it.
        for (var i = 0; i < 10; i++)
        {
            var sent = (await SendAsync(senders[i % 2], $"key-{i}")).Expect(HttpStatusCode.Created);
            Assert.Equal(i + 1, sent["sequence"].GetInt64());
            var read = (await readers[i % 2].GetAsync(sent.Header("Location")!)).Expect(HttpStatusCode.OK);
            Assert.Equal(sent.Text, read.Text);
            var replayed = (await SendAsync(senders[(i + 1) % 2], $"key-{i}")).Expect(HttpStatusCode.Created);
            Assert.Equal("true", replayed.Header("Idempotent-Replayed"));
            Assert.Equal(sent.Text, replayed.Text);
        }

        foreach (var reader in readers)
        {
            var history = (await reader.GetAsync($"/api/v2/messages/chat/{Chat}?after=0")).Expect(HttpStatusCode.OK);
            Assert.Equal(Enumerable.Range(0, 10).Select(i => $"key-{i}"), history["items"].EnumerateArray().Select(item => item.GetProperty("content").GetString()));
        }
    }

    private static Task<Reply> SendAsync(Caller sender, string key) =>
        sender.SendAsync($$"""{ "type": "text", "chatId": "{{Chat}}", "content": "{{key}}" }""", ("Idempotency-Key", key));

    /// <summary>By a clock that goes faster than the operator's, after one attempt of the start.</summary>
    private static async Task ExpectRefusalInTheEndAsync(string connectionString)
    {
        await using var store = new ServiceCollection().AddLogging().AddMongoStore(new MongoStoreOptions { ConnectionString = connectionString }).BuildServiceProvider();
        var time = new FakeTimeProvider { AutoAdvanceAmount = StoreStart.WorthWaiting };
        var start = new StoreStart(time, NullLogger<StoreStart>.Instance);

        var exception = await Assert.ThrowsAsync<StoreSetupException>(() =>
            start.DoAsync(store.GetRequiredService<IStoreInitializer>().InitializeAsync, CancellationToken.None));

        Assert.Equal(StoreStart.WorthWaiting, exception.WorthWaiting);
        var sentence = StartFailure.SentenceFor(exception)!;
        Assert.Contains("No MongoDB server answered", sentence, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:MongoDB", sentence, StringComparison.Ordinal);
    }

    private static Task ExpectRefusalAsync(string connectionString, string reason) => StartFailures.ExpectAsync(
        ["ConnectionStrings:MongoDB", reason],
        (Setting, connectionString),
        ("DOTNET_ENVIRONMENT", "Production"),
        ("Hosts__Allowed__0", "127.0.0.1"),
        ("Jwt__SigningKey", Tokens.OtherKey),
        ("Jwt__Issuer", "issuer"),
        ("Jwt__Audience", "audience"));
}
