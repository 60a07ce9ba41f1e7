using System.Collections.Concurrent;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Mongo;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace Allmine.Tests.Stores;

/// <summary>What one node of the service has of the store: a client and the ports, and an ear on the commands that it sends.</summary>
internal sealed class MongoNode : IDisposable
{
    private readonly ServiceProvider services;
    private readonly ConcurrentQueue<string> commands = new();
    private readonly ConcurrentQueue<BsonDocument> reads = new();

    public MongoNode(string connectionString, string? applicationName = null, TimeProvider? time = null)
    {
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSharedInfrastructure()
            .AddMongoStore(new MongoStoreOptions { ConnectionString = connectionString, Configure = settings => Listen(settings, applicationName) })
            .BuildServiceProvider();
    }

    public ICommitStore CommitStore => Get<ICommitStore>();

    public IMongoClient Client => Get<MongoStore>().Client;

    public string DatabaseName => Get<MongoStore>().Database.DatabaseNamespace.DatabaseName;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public object Get(Type type) => services.GetRequiredService(type);

    /// <summary>An engine of this node's own.</summary>
    public GroupCommitEngine NewEngine(GroupCommitOptions? options = null, ICommitStore? store = null) =>
        new(store ?? CommitStore, new ObjectIdGenerator(TimeProvider.System), TimeProvider.System, NullLogger<GroupCommitEngine>.Instance, options ?? new GroupCommitOptions());

    /// <summary>A user with 100 credits, who is also the backend that granted them.</summary>
    public async Task<Id<User>> AddUserWithCreditsAsync()
    {
        var user = MongoSamples.User();
        await Get<IUserRepository>().PutAsync(user, default);
        await GrantAsync(user.Id, "g");
        return user.Id;
    }

    /// <summary>Grants 100 credits under a key.</summary>
    public Task GrantAsync(Id<User> userId, string key) => NewEngine().CommitAsync(
        new GrantIntent(new Grant(MongoSamples.NewId<Grant>(), userId, 100), new IdempotencyKey(userId, key, IdempotencyScope.Grants), Fingerprint.Of(key)));

    /// <summary>The names of the commands sent since this was last asked.</summary>
    public IReadOnlyList<string> TakeCommands()
    {
        var taken = new List<string>();
        while (commands.TryDequeue(out var name))
            taken.Add(name);
        return taken;
    }

    /// <summary>The reads sent since this was last asked, as the server got them.</summary>
    public IReadOnlyList<BsonDocument> TakeReads()
    {
        var taken = new List<BsonDocument>();
        while (reads.TryDequeue(out var read))
            taken.Add(read);
        return taken;
    }

    public void Dispose() => services.Dispose();

    private void Listen(MongoClientSettings settings, string? applicationName)
    {
        settings.ApplicationName = applicationName ?? settings.ApplicationName;
        settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(Note);
    }

    private void Note(CommandStartedEvent command)
    {
        commands.Enqueue(command.CommandName);
        if (command.CommandName is "find" or "aggregate")
            reads.Enqueue((BsonDocument)command.Command.DeepClone());
    }
}
