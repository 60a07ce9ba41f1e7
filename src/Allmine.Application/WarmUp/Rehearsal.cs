using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.WarmUp;

/// <summary>The rounds of a rehearsal: sends of every kind, and an edit, between two users whom nobody has ever heard of.</summary>
public sealed class Rehearsal(IIdGenerator ids, TimeProvider time)
{
    private const long Credits = 100;

    private readonly Id<User> sender = ids.NewId<User>();
    private readonly Id<User> target = ids.NewId<User>();

    /// <summary>A user as the directory has them, for the store to write and to read back.</summary>
    public User Person { get; } = new(ids.NewId<User>(), Username.From("rehearsal"), profilePhoto: null);

    /// <summary>
    /// The rounds, each decided once the one before it has been written. Grants are among them only where the state has the
    /// system account's wallet; elsewhere the sender has credits out of nothing.
    /// </summary>
    /// <param name="state">What is known at the beginning. It is changed.</param>
    public IEnumerable<ChangeSet> Rounds(RoundState state)
    {
        var file = new UploadedFile(
            ids.NewId<UploadedFile>(), sender, new MediaContent(MediaKind.Image, "rehearsal.jpg", 1, null, 1, 1, "rehearsal.jpg", null), Now(), FileState.Bound);
        var reference = new FileReference(sender, file.Content.Name);
        var grants = state.Wallets.ContainsKey(Wallet.SystemOwner);
        state.Users.UnionWith([sender, target]);
        state.Files.Add(reference, file);
        state.Wallets.Add(sender, grants ? Wallet.Empty(sender) : Wallet.Restore(sender, Credits, entries: 0));
        state.Wallets.Add(target, Wallet.Empty(target));

        // The first opens the chat; those that follow find it.
        var text = Decide(state, Send(new TextDraft(MessageText.From("rehearsal")), "text"));
        yield return text;
        yield return Decide(state, Send(new MediaDraft("rehearsal") { File = reference.IdOrName }, key: null));
        yield return Decide(state, new EditIntent(text.Messages[0], sender, new MessageEdit { Content = Change<string>.To("rehearsed") }));
        if (grants)
            yield return Decide(state, Grant());
        // The first makes wallets, where none were granted anything; those that follow find them.
        yield return Decide(state, Transfer("transfer"));
        yield return Decide(state, Transfer("another"));
    }

    /// <summary>A round that was decided on a chat that is not there: its commit is a conflict, and writes nothing.</summary>
    public ChangeSet InVain()
    {
        var state = new RoundState();
        var chat = Chat.Direct(ids.NewId<Chat>(), sender, target, Now());
        state.Add(chat);
        return Decide(state, Send(new TextDraft(MessageText.From("rehearsal")), "in vain"));
    }

    /// <summary>What the rounds have written, to be read back.</summary>
    public LoadRequest Written(RoundState state)
    {
        var needs = new LoadRequest();
        needs.Chats.UnionWith(state.Chats.Select(chat => chat.Id));
        needs.Pairs.Add(DirectPair.Of(sender, target));
        needs.Users.UnionWith([sender, target]);
        needs.Keys.UnionWith(state.IdempotencyRecords.Keys);
        needs.Files.UnionWith(state.Files.Keys);
        needs.Wallets.UnionWith([sender, target]);
        return needs;
    }

    private SendIntent Send(MessageDraft draft, string? key) => key is null
        ? new SendIntent(ids.NewId<Message>(), sender, null, target, draft)
        : new SendIntent(ids.NewId<Message>(), sender, null, target, draft, new IdempotencyKey(sender, key), Fingerprint.Of(key));

    private TransferIntent Transfer(string key) =>
        new(ids.NewId<Message>(), sender, null, target, Amount: 1, Note: null, new IdempotencyKey(sender, key), Fingerprint.Of(key));

    private GrantIntent Grant() =>
        new(new Grant(ids.NewId<Grant>(), sender, Credits), new IdempotencyKey(sender, "grant", IdempotencyScope.Grants), Fingerprint.Of("grant"));

    private ChangeSet Decide<TReceipt>(RoundState state, Intent<TReceipt> intent)
        where TReceipt : class
    {
        var round = new RoundDecider(state, ids, Now());
        return round.Decide(intent) is { Refusal: { } refusal }
            ? throw new InvalidOperationException("A rehearsed send was refused.", refusal)
            : round.Changes;
    }

    private DateTime Now() => time.GetUtcMilliseconds();
}
