using System.Net;
using Allmine.Api.Tests.Hosting;
using MongoDB.Driver;

namespace Allmine.Api.Tests.Processes;

/// <summary>The service on MongoDB as an operator starts it: what it refuses to start on, and two nodes on one database.</summary>
public sealed class MongoProcessTests
{
    private const string Setting = "ConnectionStrings__MongoDB";
    private const string Sender = "64d15f9e2e6c8f4d5a111111";
    private const string Target = "64d15f9e2e6c8f4d5a654321";
    private const string Chat = "64d15f9e2e6c8f4d5a123456";

    /// <remarks>How soon, is measured where no process has to start first: MongoConnectionTests.</remarks>
    [Fact]
    public async Task Start_WhenNoMongoDBListens_ThenSaysSo() =>
        await ExpectRefusalAsync("mongodb://127.0.0.1:1/?replicaSet=rs0", "No MongoDB server answered");

    [SkippableFact]
    public async Task Start_WhenTheReplicaSetHasAnotherName_ThenSaysSo()
    {
        await using var database = await OwnMongoDatabase.DemandAsync();
        var url = new MongoUrlBuilder(database.ConnectionString) { ReplicaSetName = "another" };

        await ExpectRefusalAsync(url.ToString(), "No MongoDB server answered");
    }

    [SkippableFact]
    public async Task Start_WhenTheServerIsStandalone_ThenSaysWhatToDo()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var server = await MongoServer.StartAsync(replicaSet: false);

        await ExpectRefusalAsync(server.ConnectionString, "standalone");
    }

    [SkippableFact]
    public async Task Start_WhenTheDatabaseIsNew_ThenTheDocumentedCallWorksAtOnce()
    {
        using var folder = new TemporaryFolder();
        await using var database = await OwnMongoDatabase.DemandAsync();
        await using var service = await ServiceProcess.StartAsync(folder.Path, (Setting, database.ConnectionString));

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

    private static Task ExpectRefusalAsync(string connectionString, string reason) => StartFailures.ExpectAsync(
        ["ConnectionStrings:MongoDB", reason],
        (Setting, connectionString),
        ("DOTNET_ENVIRONMENT", "Production"),
        ("Jwt__SigningKey", Tokens.OtherKey),
        ("Jwt__Issuer", "issuer"),
        ("Jwt__Audience", "audience"));
}
