using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>
/// A round's reads, one command for each sort of thing, and its commit: one transaction with one update for all chats,
/// one for all wallets, and one insert for each sort of document. How many commands that makes is listed in docs/performance.md.
/// </summary>
internal sealed class MongoCommitStore(
    MongoStore store,
    MongoSessions sessions,
    TimeProvider time,
    MongoChatRepository chats,
    MongoMessageRepository messages,
    MongoAlterations alterations,
    MongoSentChanges sentChanges,
    MongoUserRepository users,
    MongoIdempotencyRepository outcomes,
    MongoFileRepository files,
    MongoWalletRepository wallets,
    MongoLedgerRepository ledger) : ICommitStore
{
    /// <summary>The server works on one while the other waits for its journal; docs/performance.md has the measurement.</summary>
    public int RoundsAtOnce => 2;

    /// <remarks>
    /// The reads are of one moment each, not all of the same one. That suffices: what was decided on is verified by the
    /// commit, and users, files and outcomes never change once they are there.
    /// </remarks>
    public async Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken)
    {
        var state = new RoundState();
        if (needs.Chats.Count + needs.Pairs.Count > 0)
            await chats.LoadAsync(needs.Chats, needs.Pairs, state, cancellationToken).OrUnavailable();

        if (needs.Users.Count > 0)
            state.Users.UnionWith(await users.KnownOfAsync(needs.Users, cancellationToken).OrUnavailable());

        if (needs.Keys.Count > 0)
            await outcomes.LoadAsync(needs.Keys, state, cancellationToken).OrUnavailable();
        if (needs.Files.Count > 0)
            await files.LoadAsync(needs.Files, state, cancellationToken).OrUnavailable();
        if (needs.Messages.Count > 0)
            await messages.LoadAsync(needs.Messages, state, cancellationToken).OrUnavailable();
        if (needs.Wallets.Count > 0)
            await wallets.LoadAsync(needs.Wallets, state, cancellationToken).OrUnavailable();
        return state;
    }

    public async Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        Noted(changes, await MongoRound.RunAsync(store, sessions, time, (session, token) => WriteAsync(session, changes, token), cancellationToken));

    /// <summary>What tells that a round is out of date comes first, the keys it uses included: it ends there.</summary>
    /// <returns><see cref="CommitResult.Committed"/> if all of it is written, and to be committed.</returns>
    internal async Task<CommitResult> WriteAsync(IClientSessionHandle session, ChangeSet changes, CancellationToken cancellationToken)
    {
        var known = changes.Chats.FindAll(change => !change.IsNew);
        if (known.Count > 0 && !await chats.AdvanceAsync(session, known, RepinnedChats(changes.Alterations), cancellationToken))
            return CommitResult.Conflict;
        if (known.Count < changes.Chats.Count)
            await chats.InsertAsync(session, changes.Chats.Where(change => change.IsNew).Select(change => change.Chat), cancellationToken);
        if (changes.Wallets.Count > 0 && !await wallets.AdvanceAsync(session, changes.Wallets, cancellationToken))
            return CommitResult.Conflict;
        if (changes.BoundFiles.Count > 0 && !await files.BindAsync(session, changes.BoundFiles, cancellationToken))
            return CommitResult.Conflict;
        if (changes.IdempotencyRecords.Count > 0 && !await outcomes.TryInsertAsync(session, changes.IdempotencyRecords, cancellationToken))
            return CommitResult.UsedKey;
        if (changes.ChatAlterations.Count > 0)
            await chats.ForgetMarkersOfNewMembersAsync(session, changes.Chats, cancellationToken);
        if (changes.Alterations.Count + changes.ChatAlterations.Count == 0)
            await messages.InsertAsync(session, changes.Messages, cancellationToken);
        else if (!await alterations.WriteAsync(session, changes, cancellationToken))
            return CommitResult.Conflict;
        if (changes.LedgerEntries.Count > 0)
            await ledger.InsertAsync(session, changes.LedgerEntries, cancellationToken);
        return CommitResult.Committed;
    }

    /// <summary>The chats whose pins the round changes.</summary>
    private static HashSet<Id<Chat>> RepinnedChats(List<AlterationWrite> writes) =>
        [.. writes.Where(write => write.MovesPin).Select(write => write.Alteration.ChatId)];

    private CommitResult Noted(ChangeSet changes, CommitResult result)
    {
        if (result != CommitResult.Committed)
            return result;
        foreach (var change in changes.Chats)
            sentChanges.Note(change.Chat);
        return result;
    }
}
