using Allmine.Application.Paging;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.WarmUp;

/// <summary>
/// Asks the store for what sends and reads ask it for, of people whom nobody has ever heard of, and rehearses a commit. What
/// is compiled, connected or opened at its first use has been used then.
/// </summary>
public sealed class StoreWarmUp(
    ICommitStore sends,
    IStoreRehearsal rehearsal,
    IUserRepository users,
    IChatRepository chats,
    IMessageRepository messages,
    IChangeRepository changes,
    IIdempotencyRepository outcomes,
    IFileRepository files,
    IWalletRepository wallets,
    ILedgerRepository ledger,
    IIdGenerator ids,
    TimeProvider time)
{
    /// <summary>As requests have a context that flows with them, so has this: what is awaited goes on in another way then.</summary>
    private static readonly AsyncLocal<bool> Context = new();

    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Context.Value = true;
        await rehearsal.RehearseAsync(cancellationToken);
        await sends.CommitAsync(new Rehearsal(ids, time).InVain(), cancellationToken);
        await LoadAsync(cancellationToken);
        await ReadAsync(cancellationToken);
    }

    /// <summary>What rounds load: a chat alone, and all that there is.</summary>
    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (one, other) = (ids.NewId<User>(), ids.NewId<User>());
        var needs = new LoadRequest();
        needs.Chats.Add(ids.NewId<Chat>());
        await sends.LoadAsync(needs, cancellationToken);
        needs.Pairs.Add(DirectPair.Of(one, other));
        needs.Users.Add(other);
        needs.Keys.Add(new IdempotencyKey(one, "warm-up"));
        needs.Files.Add(new FileReference(one, "warm-up"));
        needs.Messages.Add(ids.NewId<Message>());
        needs.Wallets.Add(one);
        await sends.LoadAsync(needs, cancellationToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var user = ids.NewId<User>();
        var chat = ids.NewId<Chat>();
        // What is found is looked through, as it will be.
        var found = await users.FindAllAsync([user], cancellationToken);
        _ = found.Count + found.ToHashSet().Count;
        await outcomes.FindAsync(new IdempotencyKey(user, "warm-up"), cancellationToken);
        await messages.FindAsync(ids.NewId<Message>(), cancellationToken);
        await messages.PageAsync(chat, new HistoryWindow(null, null, HistoryWindow.DefaultLimit), cancellationToken);
        await messages.FindAllAsync(new List<MessageNumber> { new(chat, 1) }, cancellationToken);
        await messages.FindAllAsync([ids.NewId<Message>()], cancellationToken);
        await changes.CountAlterationsAsync(chat, 1, cancellationToken);
        await changes.UnalteredAsync(chat, 1, 100, PageLimits.Greatest, cancellationToken);
        await changes.AlteredAsync(chat, 1, 0, PageLimits.Greatest, cancellationToken);
        await chats.FindAsync(chat, cancellationToken);
        await chats.FindAllAsync([chat], cancellationToken);
        await chats.PageAsync(user, null, HistoryWindow.DefaultLimit, cancellationToken);
        await files.FindAsync(new FileReference(user, "warm-up"), cancellationToken);
        await wallets.FindAsync(user, cancellationToken);
        await ledger.PageAsync(user, new LedgerWindow(null, null, HistoryWindow.DefaultLimit), cancellationToken);
    }
}
