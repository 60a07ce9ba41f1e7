using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;
using Allmine.Infrastructure.Persistence.Sqlite.Repositories;

namespace Allmine.Infrastructure.Persistence.Sqlite.Rounds;

/// <summary>A round is one transaction on the writer's thread, with one sync to the disk for all of its sends.</summary>
internal sealed class SqliteCommitStore(SqliteDatabase database, SqliteEventLog events, SqliteMessageRepository messages, UnreadableRecords unreadable) : ICommitStore
{
    /// <summary>There is one writer.</summary>
    public int RoundsAtOnce => 1;

    public Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Load(session, needs), cancellationToken);

    public Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Commit(session, changes), cancellationToken);

    private RoundState Load(SqliteSession session, LoadRequest needs)
    {
        session.BeginSnapshot();
        var state = Read(session, needs);
        session.Commit();
        return state;
    }

    /// <summary>To be called in a transaction.</summary>
    internal RoundState Read(SqliteSession session, LoadRequest needs)
    {
        var state = new RoundState();
        Load(needs.Chats, state, id => SqliteChatRepository.Find(session, id), (_, chat) => state.Add(chat));
        Load(needs.Pairs.Where(pair => state.Find(pair) is null), state, pair => SqliteChatRepository.Find(session, pair), (_, chat) => state.Add(chat));

        foreach (var user in needs.Users)
        {
            if (SqliteUserRepository.Exists(session, user))
                state.Users.Add(user);
        }

        Load(needs.Keys, state, key => SqliteIdempotencyRepository.Find(session, key), state.IdempotencyRecords.Add);
        Load(needs.Files, state, reference => SqliteFileRepository.Find(session, reference), state.Files.Add);
        foreach (var id in needs.Messages)
        {
            if (messages.Find(session, id) is { } message)
                state.Messages.Add(id, message);
        }

        Load(needs.Wallets, state, owner => SqliteWalletRepository.Find(session, owner), state.Wallets.Add);
        return state;
    }

    /// <summary>Reads each of what is asked for. One record that can't be read is marked, and the others are read all the same.</summary>
    private void Load<TKey, T>(IEnumerable<TKey> asked, RoundState state, Func<TKey, T?> find, Action<TKey, T> add)
        where TKey : struct
        where T : class
    {
        foreach (var key in asked)
        {
            try
            {
                if (find(key) is { } found)
                    add(key, found);
            }
            catch (UnreadableRecordException exception)
            {
                unreadable.Report(exception);
                state.MarkUnreadable(key, exception);
            }
        }
    }

    private CommitResult Commit(SqliteSession session, ChangeSet changes)
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
    internal static CommitResult Write(SqliteSession session, ChangeSet changes)
    {
        foreach (var change in changes.Chats)
        {
            if (!SqliteChatRepository.TryWrite(session, change))
                return CommitResult.Conflict;
        }

        if (!SqliteWalletRepository.AreUnchanged(session, changes.Wallets) || !SqliteFileRepository.TryBind(session, changes.BoundFiles))
            return CommitResult.Conflict;
        if (!SqliteMessageRepository.TryInsert(session, changes.Messages) || !TryAlter(session, changes))
            return CommitResult.Conflict;
        if (!SqliteIdempotencyRepository.TryInsert(session, changes.IdempotencyRecords))
            return CommitResult.UsedKey;
        SqliteLedgerRepository.Insert(session, changes.LedgerEntries);
        SqliteWalletRepository.Write(session, changes.Wallets);
        return CommitResult.Committed;
    }

    private static bool TryAlter(SqliteSession session, ChangeSet changes)
    {
        if (!changes.Alterations.TrueForAll(write => SqliteChangeRepository.TryWrite(session, write)))
            return false;
        foreach (var chatId in changes.Alterations.Where(write => write.MovesPin).Select(write => write.Alteration.ChatId).Distinct())
            SqliteChatRepository.WritePins(session, changes.Chats.Single(change => change.Chat.Id == chatId).Chat);
        changes.ChatAlterations.ForEach(write => SqliteChangeRepository.Write(session, write));
        return true;
    }
}
