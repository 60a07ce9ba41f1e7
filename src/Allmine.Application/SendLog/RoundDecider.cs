using Allmine.Application.Abstractions;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.SendLog;

/// <summary>
/// The middle step of a round: plain decisions, send after send, over what is known. It does no I/O and asks nobody, so
/// that every rule can be tested without a store.
/// </summary>
/// <param name="state">What is known; it is changed as the sends are decided.</param>
/// <param name="ids">Makes the identifiers of new chats and ledger entries.</param>
/// <param name="now">UTC, whole milliseconds.</param>
internal sealed class RoundDecider(RoundState state, IIdGenerator ids, DateTime now)
{
    private readonly Dictionary<Id<Chat>, ChatChange> changed = [];
    private readonly HashSet<Id<User>> changedWallets = [];

    public ChangeSet Changes { get; } = new();

    /// <summary>Decides a send or a grant; those decided before it count as done.</summary>
    public Decision Decide(Intent intent)
    {
        IdempotencyRecord? outcome = null;
        try
        {
            outcome = OutcomeOf(intent);
            return intent switch
            {
                SendIntent send => new Decision(outcome?.ReplayFor(send) ?? Send(send), null),
                GrantIntent grant => new Decision(null, null, outcome?.ReplayFor(grant) ?? Grant(grant)),
                _ => throw new ArgumentException($"A {intent.GetType().Name} can't be decided.", nameof(intent)),
            };
        }
        catch (AllmineException refusal)
        {
            if (outcome is null)
                RecordIfFinal(intent, refusal);
            return new Decision(null, refusal);
        }
    }

    private IdempotencyRecord? OutcomeOf(Intent intent)
    {
        if (intent.Key is not { } key)
            return null;
        state.EnsureReadable(key);
        return state.IdempotencyRecords.GetValueOrDefault(key);
    }

    /// <summary>Every check comes before the first change, so that a refused send leaves nothing behind but, perhaps, its refusal.</summary>
    private CommittedSend Send(SendIntent intent)
    {
        var chat = Find(intent);
        chat.Admit(intent.Sender, intent.TargetUserId);
        var file = FileOf(intent);

        var place = new MessageHeader(intent.MessageId, chat.Id, chat.NextSequence, intent.Sender, chat.TimeOfNext(now));
        var recipient = intent.Draft is CreditTransferDraft ? RecipientOf(intent, chat) : (Id<User>?)null;
        var message = intent.Draft.MessageAt(place, new DraftParts(file?.Content, recipient));
        var balance = message.Transfer is null ? (long?)null : Book(CreditMovement.By(message)).Debit.BalanceAfter;

        if (file is { State: not FileState.Bound })
            Changes.BoundFiles.Add(file.Id);
        ChangeOf(chat).Senders.Add(intent.Sender);
        chat.Append(message);
        Changes.Messages.Add(message);
        Record(intent, (key, fingerprint) => new MessageOutcome(key, fingerprint, message, balance));
        return new CommittedSend(message, Replayed: false, balance);
    }

    /// <summary>Also in a group nobody gives credits to somebody who has blocked them, or whom they have blocked.</summary>
    private Id<User> RecipientOf(SendIntent intent, Chat chat)
    {
        var recipient = chat.RecipientFor(intent.Sender, intent.TargetUserId);
        var pair = DirectPair.Of(intent.Sender, recipient);
        state.EnsureReadable(pair);
        return state.Find(pair) is { IsBlocked: true }
            ? throw new RefusedException(ErrorCode.Blocked)
            : recipient;
    }

    private CommittedGrant Grant(GrantIntent intent)
    {
        if (!state.Users.Contains(intent.Grant.RecipientId))
            throw new RefusedException(ErrorCode.UserNotFound);
        var balance = Book(CreditMovement.By(intent.Grant, now)).Credit.BalanceAfter;
        Record(intent, (key, fingerprint) => new GrantOutcome(key, fingerprint, intent.Grant, balance));
        return new CommittedGrant(intent.Grant, balance, Replayed: false);
    }

    /// <summary>The last check of a transfer or grant, and its first change.</summary>
    private (LedgerEntry Debit, LedgerEntry Credit) Book(CreditMovement movement)
    {
        var (from, to) = (WalletOf(movement.From), WalletOf(movement.To));
        // What they are based on is known before, and that they change only after: the booking may be refused.
        WalletChange[] changes = [new(from), new(to)];
        var entries = movement.Post(from, to, ids.NewId<LedgerEntry>(), ids.NewId<LedgerEntry>());
        Changes.Wallets.AddRange(changes.Where(change => changedWallets.Add(change.Wallet.Owner)));

        Changes.LedgerEntries.Add(entries.Debit);
        Changes.LedgerEntries.Add(entries.Credit);
        return entries;
    }

    private Wallet WalletOf(Id<User> owner)
    {
        state.EnsureReadable(owner);
        return state.Wallets[owner];
    }

    private Chat Find(SendIntent intent)
    {
        if (intent.ChatId is { } id)
        {
            state.EnsureReadable(id);
            return state.Find(id) ?? throw new RefusedException(ErrorCode.ChatNotFound);
        }

        var target = intent.TargetUserId!.Value;
        var pair = DirectPair.Of(intent.Sender, target);
        state.EnsureReadable(pair);
        if (state.Find(pair) is { } chat)
            return chat;
        if (!state.Users.Contains(target))
            throw new RefusedException(ErrorCode.UserNotFound);
        return Chat.Direct(ids.NewId<Chat>(), intent.Sender, target, now);
    }

    private UploadedFile? FileOf(SendIntent intent)
    {
        if (intent.Draft.Upload is { } upload)
            return upload;
        if (intent.File is not { } reference)
            return null;
        state.EnsureReadable(reference);
        return state.Files.TryGetValue(reference, out var file) ? file : throw new RefusedException(ErrorCode.MediaNotFound);
    }

    private ChatChange ChangeOf(Chat chat)
    {
        if (changed.TryGetValue(chat.Id, out var change))
            return change;
        var isNew = state.Find(chat.Id) is null;
        if (isNew)
            state.Add(chat);
        change = new ChatChange(chat, isNew);
        changed.Add(chat.Id, change);
        Changes.Chats.Add(change);
        return change;
    }

    /// <summary>For lack of credits a key is refused once and for all. Any other refusal leaves the key as if it had not been used.</summary>
    private void RecordIfFinal(Intent intent, AllmineException refusal)
    {
        if (refusal is RefusedException { Code: var code } && code == ErrorCode.InsufficientCredits)
            Record(intent, (key, fingerprint) => new RefusalOutcome(key, fingerprint, code));
    }

    private void Record(Intent intent, Func<IdempotencyKey, Fingerprint, IdempotencyRecord> toOutcome)
    {
        if (intent.Key is not { } key)
            return;
        var outcome = toOutcome(key, intent.Fingerprint!);
        state.IdempotencyRecords.Add(key, outcome);
        Changes.IdempotencyRecords.Add(outcome);
    }
}
