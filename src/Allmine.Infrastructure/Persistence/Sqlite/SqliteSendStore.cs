using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;

namespace Allmine.Infrastructure.Persistence.Sqlite;

/// <summary>A round is one transaction on the writer's thread, with one sync to the disk for all of its sends.</summary>
internal sealed class SqliteSendStore(SqliteDatabase database, SqliteEventLog events) : ISendStore
{
    /// <summary>There is one writer.</summary>
    public int RoundsAtOnce => 1;

    public Task<RoundState> LoadAsync(RoundNeeds needs, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Load(session, needs), cancellationToken);

    public Task<CommitResult> CommitAsync(RoundChanges changes, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Commit(session, changes), cancellationToken);

    private static RoundState Load(SqliteSession session, RoundNeeds needs)
    {
        session.BeginSnapshot();
        var state = Read(session, needs);
        session.Commit();
        return state;
    }

    /// <summary>To be called in a transaction.</summary>
    internal static RoundState Read(SqliteSession session, RoundNeeds needs)
    {
        var state = new RoundState();
        foreach (var id in needs.Chats)
        {
            if (SqliteChatRepository.Find(session, id) is { } chat)
                state.Add(chat);
        }

        foreach (var pair in needs.Pairs)
        {
            if (SqliteChatRepository.Find(session, pair) is { } chat && state.Find(chat.Id) is null)
                state.Add(chat);
        }

        foreach (var user in needs.Users)
        {
            if (SqliteUserRepository.Exists(session, user))
                state.Users.Add(user);
        }

        foreach (var key in needs.Keys)
        {
            if (SqliteOutcomeRepository.Find(session, key) is { } outcome)
                state.Outcomes.Add(key, outcome);
        }

        foreach (var reference in needs.Files)
        {
            if (SqliteFileRepository.Find(session, reference) is { } file)
                state.Files.Add(reference, file);
        }

        foreach (var owner in needs.Wallets)
        {
            if (SqliteWalletRepository.Find(session, owner) is { } wallet)
                state.Wallets.Add(owner, wallet);
        }

        return state;
    }

    private CommitResult Commit(SqliteSession session, RoundChanges changes)
    {
        session.Begin();
        var result = Write(session, changes);
        if (result != CommitResult.Committed)
        {
            session.Rollback();
            return result;
        }

        var count = SqliteEventLog.Add(session, changes);
        session.Commit();
        events.Committed(count);
        return result;
    }

    /// <summary>To be called in a transaction, which is to be taken back unless the answer is <see cref="CommitResult.Committed"/>.</summary>
    internal static CommitResult Write(SqliteSession session, RoundChanges changes)
    {
        foreach (var change in changes.Chats)
        {
            if (!SqliteChatRepository.TryWrite(session, change))
                return CommitResult.Conflict;
        }

        if (!SqliteWalletRepository.AreUnchanged(session, changes.Wallets) || !SqliteFileRepository.TryBind(session, changes.BoundFiles))
            return CommitResult.Conflict;
        if (!SqliteOutcomeRepository.AreUnused(session, changes.Outcomes))
            return CommitResult.UsedKey;
        SqliteMessageRepository.Insert(session, changes.Messages);
        SqliteLedgerRepository.Insert(session, changes.LedgerEntries);
        SqliteWalletRepository.Write(session, changes.Wallets);
        SqliteOutcomeRepository.Insert(session, changes.Outcomes);
        return CommitResult.Committed;
    }
}
