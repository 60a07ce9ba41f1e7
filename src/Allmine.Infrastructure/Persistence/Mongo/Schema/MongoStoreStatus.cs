using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>Asks the primary, without which nothing can be sent, and whether the service's user may do what the service does.</summary>
internal sealed partial class MongoStoreStatus(MongoStore store, IEnumerable<MongoRights> rights, ILogger<MongoStoreStatus> logger) : IStoreStatus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly List<MongoRight> needed = [.. rights.SelectMany(part => part.Rights)];
    private string told = string.Empty;

    private string DatabaseName => store.Database.DatabaseNamespace.DatabaseName;

    public async Task<StoreReadiness> CheckAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            var answer = await store.Database.RunCommandAsync<BsonDocument>(MongoPrivileges.Command, ReadPreference.Primary, timeout.Token);
            return MongoPrivileges.In(answer) is { } privileges ? Judge(privileges) : StoreReadiness.Ready;
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            return StoreReadiness.Unavailable;
        }
        catch (MongoCommandException)
        {
            // It is there, and does not say what its users may do.
            return StoreReadiness.Ready;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return StoreReadiness.Unavailable;
        }
    }

    private StoreReadiness Judge(MongoPrivileges privileges)
    {
        var missing = needed.Where(right => !privileges.Allow(DatabaseName, right)).Select(right => right.In(DatabaseName)).ToList();
        var names = string.Join(", ", missing);
        // Readiness is asked for again and again, and the log needs it once.
        if (Interlocked.Exchange(ref told, names) != names && missing.Count > 0)
            Missing(logger, names);
        return missing.Count == 0 ? StoreReadiness.Ready : StoreReadiness.Lacking(missing);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The user of the connection to MongoDB lacks rights that the service needs: {Rights}. docs/data-model.md has the role that has them all")]
    private static partial void Missing(ILogger logger, string rights);
}
