using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;
using Allmine.Application.WarmUp;
using Allmine.Domain.Credits;

namespace Allmine.Infrastructure.Persistence.Sqlite;

/// <summary>On the writer's thread and session, so that the statements of the first commit are compiled.</summary>
internal sealed class SqliteStoreRehearsal(SqliteDatabase database, IIdGenerator ids, TimeProvider time) : IStoreRehearsal
{
    public Task RehearseAsync(CancellationToken cancellationToken) => database.WriteAsync(Rehearse, cancellationToken);

    private bool Rehearse(SqliteSession session)
    {
        var rehearsal = new Rehearsal(ids, time);
        var opening = new RoundNeeds();
        opening.Wallets.Add(Wallet.SystemOwner);
        session.Begin();
        var state = SqliteSendStore.Read(session, opening);
        // The ledger's own rules let no credits come out of nothing.
        if (state.Wallets.Count == 0)
            state.Wallets.Add(Wallet.SystemOwner, Wallet.Empty(Wallet.SystemOwner));
        foreach (var changes in rehearsal.Rounds(state))
        {
            var result = SqliteSendStore.Write(session, changes);
            if (result != CommitResult.Committed)
                throw new InvalidOperationException($"A rehearsed round ended with {result}.");
            SqliteEventLog.Add(session, changes);
        }

        var person = rehearsal.Person();
        SqliteUserRepository.Add(session, person);
        SqliteUserRepository.Find(session, person.Id);
        SqliteSendStore.Read(session, rehearsal.Written(state));
        session.Rollback();
        return true;
    }
}
