using System.Globalization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Store;
using Allmine.Application.WarmUp;
using Allmine.Domain.Credits;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;
using Allmine.Infrastructure.Persistence.Sqlite.Repositories;

namespace Allmine.Infrastructure.Persistence.Sqlite.Rounds;

/// <summary>On the writer's thread and session, so that the statements of the first commit are compiled.</summary>
internal sealed class SqliteStoreRehearsal(SqliteDatabase database, SqliteCommitStore sends, SqliteUserRepository users, IIdGenerator ids, TimeProvider time) : IStoreRehearsal
{
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        await database.WriteAsync(Rehearse, cancellationToken);
        await database.WriteAsync(MakeLog, cancellationToken);
    }

    /// <summary>
    /// A commit that leaves everything as it is. The first one of a process makes the write-ahead log, and syncs that and its folder,
    /// which takes several times as long as a commit does.
    /// </summary>
    private static bool MakeLog(SqliteSession session)
    {
        session.Begin();
        var version = session.Statement("PRAGMA user_version").First(row => row.Int64(0));
        session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
        session.Commit();
        return true;
    }

    private bool Rehearse(SqliteSession session)
    {
        var rehearsal = new Rehearsal(ids, time);
        var opening = new LoadRequest();
        opening.Wallets.Add(Wallet.SystemOwner);
        session.Begin();
        var state = sends.Read(session, opening);
        // The ledger's own rules let no credits come out of nothing.
        if (state.Wallets.Count == 0)
            state.Wallets.Add(Wallet.SystemOwner, Wallet.Empty(Wallet.SystemOwner));
        foreach (var changes in rehearsal.Rounds(state))
        {
            var result = SqliteCommitStore.Write(session, changes);
            if (result != CommitResult.Committed)
                throw new InvalidOperationException($"A rehearsed round ended with {result}.");
            SqliteEventLog.Add(session, changes);
        }

        SqliteUserRepository.TryAdd(session, rehearsal.Person);
        _ = users.FindAll(session, [rehearsal.Person.Id]);
        sends.Read(session, rehearsal.Written(state));
        session.Rollback();
        return true;
    }
}
