using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit;

/// <summary>
/// The middle step of a round: plain decisions, intent after intent, over what is loaded. It does no I/O, so that every rule can be
/// tested without a store. It lends the intents what they decide with: what is known, and what can be changed.
/// </summary>
/// <param name="state">What is known. Each decision changes it for those that follow.</param>
/// <param name="ids">Makes the identifiers of new chats and ledger entries.</param>
/// <param name="now">UTC, whole milliseconds.</param>
internal sealed class RoundDecider(RoundState state, IIdGenerator ids, DateTime now)
{
    private readonly Dictionary<Id<Chat>, ChatChange> changedChats = [];
    private readonly HashSet<Id<User>> changedWallets = [];

    /// <summary>All that the round is to write.</summary>
    public ChangeSet Changes { get; } = new();

    /// <summary>The time of the round: UTC, whole milliseconds.</summary>
    public DateTime Now => now;

    /// <summary>Decides an intent, or replays what its key has recorded. Those decided before it count as done.</summary>
    public Decision<TReceipt> Decide<TReceipt>(Intent<TReceipt> intent)
        where TReceipt : class
    {
        IdempotencyRecord? recorded = null;
        try
        {
            recorded = RecordOf(intent);
            return new Decision<TReceipt>(recorded is null ? intent.Decide(this) : recorded.ReplayFor(intent), null);
        }
        catch (AllmineException refusal)
        {
            if (recorded is null)
                RecordIfFinal(intent, refusal);
            return new Decision<TReceipt>(null, RequestFields.Respell(refusal));
        }
    }

    /// <exception cref="RefusedException"><c>chat.not_found</c>.</exception>
    /// <exception cref="UnreadableRecordException">The chat's record can't be read.</exception>
    public Chat FindChat(Id<Chat> id)
    {
        state.EnsureReadable(id);
        return state.Find(id) ?? throw new RefusedException(ErrorCode.ChatNotFound);
    }

    /// <summary>The direct chat of the two; a new one if there is none.</summary>
    /// <exception cref="RefusedException"><c>user.not_found</c>: there is no chat, and no such target.</exception>
    /// <exception cref="UnreadableRecordException">The chat's record can't be read.</exception>
    public Chat FindOrOpenDirectChat(Id<User> sender, Id<User> target)
    {
        if (FindDirectChat(DirectPair.Of(sender, target)) is { } chat)
            return chat;
        EnsureUser(target);
        return Chat.Direct(ids.NewId<Chat>(), sender, target, now);
    }

    /// <summary>Whether one of the two has blocked the other.</summary>
    /// <exception cref="UnreadableRecordException">The record of their direct chat can't be read.</exception>
    /// <exception cref="InvalidOperationException">Nobody has asked the store for it: memory does not know of a block on another node.</exception>
    public bool IsBlocked(DirectPair pair) => state.LoadedPairs.Contains(pair)
        ? FindDirectChat(pair) is { IsBlocked: true }
        : throw new InvalidOperationException("The direct chat of the two has not been loaded.");

    /// <exception cref="RefusedException"><c>user.not_found</c>.</exception>
    public void EnsureUser(Id<User> id)
    {
        if (!state.Users.Contains(id))
            throw new RefusedException(ErrorCode.UserNotFound);
    }

    /// <exception cref="RefusedException"><c>media.not_found</c>.</exception>
    /// <exception cref="UnreadableRecordException">The file's record can't be read.</exception>
    public UploadedFile FindFile(FileReference reference)
    {
        state.EnsureReadable(reference);
        return state.Files.TryGetValue(reference, out var file) ? file : throw new RefusedException(ErrorCode.MediaNotFound);
    }

    /// <summary>A message of the chat, to refer to.</summary>
    /// <exception cref="InvalidRequestException"><c>validation.replyTo.not_found</c>: there is none.</exception>
    /// <exception cref="UnreadableRecordException">Its record can't be read.</exception>
    public MessageReference FindMessage(Id<Message> id, Chat chat) =>
        state.Messages.TryGetValue(id, out var found) && found.ChatId == chat.Id
            ? new MessageReference(id, found.GetReadable().Sequence)
            : throw new InvalidRequestException(ErrorCode.NamedNotFound, FieldNames.ReplyTo);

    /// <summary>Moves credits between two wallets. It is the last check of an intent, and its first change.</summary>
    /// <exception cref="AllmineException">A wallet does not allow it; then nothing is changed.</exception>
    public (LedgerEntry Debit, LedgerEntry Credit) Post(CreditMovement movement)
    {
        var (from, to) = (WalletOf(movement.From), WalletOf(movement.To));
        // These hold what the wallets are before the movement; they count only if it is not refused.
        WalletChange[] changes = [new(from), new(to)];
        var entries = movement.Post(from, to, ids.NewId<LedgerEntry>(), ids.NewId<LedgerEntry>());
        Changes.Wallets.AddRange(changes.Where(change => changedWallets.Add(change.Wallet.Owner)));
        Changes.LedgerEntries.Add(entries.Debit);
        Changes.LedgerEntries.Add(entries.Credit);
        return entries;
    }

    /// <summary>Binds a file to a message of this round: it is never swept from then on.</summary>
    public void Bind(UploadedFile file) => Changes.BoundFiles.Add(file.Id);

    /// <summary>Appends a message to its chat.</summary>
    public void Append(Message message, Chat chat)
    {
        ChangeOf(chat).Senders.Add(message.SenderId);
        chat.Append(message);
        Changes.Messages.Add(message);
    }

    /// <summary>Records what repetitions of the intent's key are answered with, if it has one.</summary>
    public void Record(Intent intent, Func<IdempotencyKey, Fingerprint, IdempotencyRecord> toRecord)
    {
        if (intent.Key is not { } key)
            return;
        var record = toRecord(key, intent.Fingerprint!);
        state.IdempotencyRecords.Add(key, record);
        Changes.IdempotencyRecords.Add(record);
    }

    private IdempotencyRecord? RecordOf(Intent intent)
    {
        if (intent.Key is not { } key)
            return null;
        state.EnsureReadable(key);
        return state.IdempotencyRecords.GetValueOrDefault(key);
    }

    private Chat? FindDirectChat(DirectPair pair)
    {
        state.EnsureReadable(pair);
        return state.Find(pair);
    }

    private Wallet WalletOf(Id<User> owner)
    {
        state.EnsureReadable(owner);
        return state.Wallets[owner];
    }

    private ChatChange ChangeOf(Chat chat)
    {
        if (changedChats.TryGetValue(chat.Id, out var change))
            return change;
        var isNew = state.Find(chat.Id) is null;
        if (isNew)
            state.Add(chat);
        change = new ChatChange(chat, isNew);
        changedChats.Add(chat.Id, change);
        Changes.Chats.Add(change);
        return change;
    }

    /// <summary>A lack of credits refuses a key for good. After any other refusal the key can be used as if it were new.</summary>
    private void RecordIfFinal(Intent intent, AllmineException refusal)
    {
        if (refusal is RefusedException { Code: var code } && code == ErrorCode.InsufficientCredits)
            Record(intent, (key, fingerprint) => IdempotencyRecord.OfRefusal(key, fingerprint, code));
    }
}
