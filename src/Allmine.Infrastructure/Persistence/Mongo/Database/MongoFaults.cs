using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Database;

/// <summary>What the driver's exceptions mean to the ports. Those that are named nowhere here are defects and stay as they are.</summary>
internal static class MongoFaults
{
    private const string TransientTransaction = "TransientTransactionError";
    private const string UnknownCommit = "UnknownTransactionCommitResult";
    private const int DuplicateKey = 11000;
    private const int Interrupted = 11601;
    private const int Unauthorized = 13;

    /// <summary>
    /// What a server answers to a command or document that it won't take: BadValue, Unauthorized, TypeMismatch, PathNotViable,
    /// CommandNotFound, InvalidOptions, DocumentValidationFailure and the like. Asking again does not help.
    /// </summary>
    private static readonly HashSet<int> Defects = [2, 9, 13, 14, 28, 40, 52, 59, 66, 72, 73, 121, 10334, DuplicateKey];

    /// <summary>Awaits a call to the store, for as long as <see cref="MongoStore.OperationTimeout"/>: a server that hangs is one that isn't there.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer, or can't serve now.</exception>
    public static async Task<T> OrUnavailable<T>(this Task<T> call)
    {
        try
        {
            return await call.WaitAsync(MongoStore.OperationTimeout);
        }
        catch (Exception exception) when (IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    /// <inheritdoc cref="OrUnavailable{T}"/>
    public static Task OrUnavailable(this Task call) => call.OrUnavailable(MongoStore.OperationTimeout);

    /// <inheritdoc cref="OrUnavailable{T}"/>
    public static async Task OrUnavailable(this Task call, TimeSpan patience)
    {
        try
        {
            await call.WaitAsync(patience);
        }
        catch (Exception exception) when (IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    /// <summary>Whether it is what the server has said, rather than that it has said nothing: then a command may still be on its way to it.</summary>
    public static bool IsAnswer(Exception exception) => exception is MongoServerException or MongoRejectedWriteException;

    public static bool IsUnavailability(Exception exception) => exception switch
    {
        TimeoutException => true,
        MongoConfigurationException => false,
        MongoException mongo => !CodesOf(mongo).Any(Defects.Contains),
        _ => false,
    };

    /// <summary>Before a commit was asked for: somebody else was ahead, or the transaction was lost. Nothing of it is written.</summary>
    /// <remarks>A statement is interrupted where another node took this one for dead and ended its sessions.</remarks>
    public static bool IsConflict(MongoException exception) =>
        exception.HasErrorLabel(TransientTransaction) || IsDuplicateKey(exception) || CodesOf(exception).Contains(Interrupted);

    /// <summary>Whether the user lacks a right.</summary>
    public static bool IsUnauthorized(MongoException exception) => CodesOf(exception).Contains(Unauthorized);

    public static bool IsDuplicateKey(MongoException exception) => CodesOf(exception).Contains(DuplicateKey);

    /// <summary>
    /// An answer to a commit that leaves its effect open. A server that can't be found is such an answer too: the commit
    /// may have reached it before it went.
    /// </summary>
    public static bool IsUnknownCommit(Exception exception) => exception switch
    {
        TimeoutException => true,
        MongoException mongo when mongo.HasErrorLabel(UnknownCommit) => true,
        MongoException mongo => !mongo.HasErrorLabel(TransientTransaction) && IsUnavailability(mongo),
        _ => false,
    };

    private static IEnumerable<int> CodesOf(MongoException exception) => exception switch
    {
        MongoCommandException command => [command.Code],
        MongoRejectedWriteException rejected => [rejected.Code],
        MongoWriteException { WriteError: { } error } => [error.Code],
        MongoBulkWriteException bulk => bulk.WriteErrors.Select(error => error.Code),
        _ => [],
    };
}
