using System.Net;
using System.Net.Sockets;
using Allmine.Application.Ports.Store;
using Allmine.Infrastructure;

namespace Allmine.Stores.Tests.Mongo.Database;

/// <summary>What an operator is told of a connection string that leads nowhere: one sentence, without its password.</summary>
public sealed class MongoConnectionTests
{
    /// <summary>An operator hears within 10 seconds that there is no server; the start of the process comes on top of this.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task InitializeAsync_WhenTheServerTakesConnectionsAndSaysNothing_ThenItIsGivenUpInTime()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await AssertSetupFailsInTimeAsync($"mongodb://{mute.LocalEndpoint}/?replicaSet=rs0");
    }

    [Fact]
    public async Task InitializeAsync_WhenNothingListens_ThenTheSentenceNamesTheServerAndNotThePassword()
    {
        var exception = await AssertSetupFailsInTimeAsync("mongodb://somebody:open-sesame@127.0.0.1:1/allmine?replicaSet=rs0");

        Assert.Contains("127.0.0.1:1", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("open-sesame", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:27017")]
    [InlineData("mongodb://")]
    [InlineData("postgres://somebody:open-sesame@localhost/allmine")]
    public void Open_WhenTheConnectionStringIsNone_ThenTheSentenceSaysSo(string connectionString)
    {
        using var node = new MongoNode(connectionString);

        var exception = Assert.Throws<StoreSetupException>(() => node.CommitStore);

        Assert.DoesNotContain("open-sesame", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb://127.0.0.1:1/?replicaSet=rs0", "allmine")]
    [InlineData("mongodb://127.0.0.1:1/chat?replicaSet=rs0", "chat")]
    public void Open_WhenTheConnectionStringNamesADatabaseOrNone_ThenThatOrTheDefault(string connectionString, string expected)
    {
        using var node = new MongoNode(connectionString);

        Assert.Equal(expected, node.DatabaseName);
    }

    [Fact]
    public void Open_WhenTheConnectionStringAsksForLess_ThenWritesAreDurableAllTheSame()
    {
        using var node = new MongoNode("mongodb://127.0.0.1:1/?w=1&journal=false&retryWrites=false&readPreference=secondary&readConcernLevel=local");

        var settings = node.Client.Settings;

        Assert.Equal(MongoDB.Driver.WriteConcern.WMajority.With(journal: true), settings.WriteConcern);
        Assert.Equal(MongoDB.Driver.ReadConcern.Majority, settings.ReadConcern);
        Assert.Equal(MongoDB.Driver.ReadPreference.Primary, settings.ReadPreference);
        Assert.True(settings.RetryWrites);
    }

    private static async Task<StoreSetupException> AssertSetupFailsInTimeAsync(string connectionString)
    {
        using var standstill = new Standstill();
        using var node = new MongoNode(connectionString);
        StoreSetupException exception = null!;
        var elapsed = await standstill.TimeAsync(async () =>
            exception = await Assert.ThrowsAsync<StoreSetupException>(() => node.Get<IStoreInitializer>().InitializeAsync(default)));
        Assert.True(elapsed < Promised, $"It took {elapsed}.");
        return exception;
    }
}
