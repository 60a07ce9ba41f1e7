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

    /// <summary>What takes back the changes of intents that are decided as one, the last one on top; null while none are.</summary>
    private Stack<Action>? undo;

    /// <summary>All that the round is to write.</summary>
    public ChangeSet Changes { get; } = new();

    /// <summary>The time of the round: UTC, whole milliseconds.</summary>
    public DateTime Now => now;

    /// <summary>
    /// Whether one is refused by what nobody has asked the store for: it may be a repetition of what was done long ago, or its chat may be another
    /// by now. A commit verifies only what is in it.
    /// </summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Decides an intent, or replays what its key has recorded. Those decided before it count as done.</summary>
    public Decision<TReceipt> Decide<TReceipt>(Intent<TReceipt> intent)
        where TReceipt : class
    {
        IdempotencyRecord? recorded = null;
        try
        {
            recorded = RecordOf(intent);
            recorded?.EnsureOf(intent);
            return new Decision<TReceipt>(recorded is null || intent.GoesOn ? intent.Decide(this) : recorded.ReplayFor(intent), null);
        }
        catch (AllmineException refusal)
        {
            if (recorded is null)
            {
                RecordIfFinal(intent, refusal);
                IsInDoubt |= ReliesOnMemory(intent);
            }

            return new Decision<TReceipt>(null, RequestFields.Respell(refusal));
        }
    }

    /// <summary>Decides several intents as one: if it throws a refusal, all that was changed meanwhile is taken back.</summary>
    public TReceipt AllOrNothing<TReceipt>(Func<TReceipt> decide)
    {
        undo = new Stack<Action>();
        try
        {
            return decide();
        }
        catch (AllmineException)
        {
            while (undo.TryPop(out var takeBack))
                takeBack();
            throw;
        }
        finally
        {
            undo = null;
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

    /// <summary>A message of the chat, for a sender who sees it to refer to.</summary>
    /// <exception cref="InvalidRequestException"><c>validation.replyTo.not_found</c>: there is none that the sender sees.</exception>
    /// <exception cref="UnreadableRecordException">Its record can't be read.</exception>
    public MessageReference FindMessage(Id<Message> id, Chat chat, Id<User> sender) =>
        state.Messages.TryGetValue(id, out var found) && found.ChatId == chat.Id && chat.Sees(sender, found.Sequence) && found.GetReadable() is { IsDeleted: false } message
            ? new MessageReference(id, message.Sequence)
            : throw new InvalidRequestException(ErrorCode.NamedNotFound, FieldNames.ReplyTo);

    /// <summary>Whether there is such a message in the store, as far as the round has asked for it.</summary>
    public bool IsStored(Id<Message> id) => state.Messages.ContainsKey(id);

    /// <summary>A message that is to be altered, as it is by now.</summary>
    /// <param name="read">As it was read before. What the round has loaded of it, or altered, counts more.</param>
    /// <exception cref="UnreadableRecordException">Its record can't be read.</exception>
    public Message FindAltered(Message read) => state.Messages.TryGetValue(read.Id, out var found) ? found.GetReadable() : read;

    /// <summary>Moves credits between two wallets. It is the last check of an intent, and its first change.</summary>
    /// <exception cref="AllmineException">A wallet does not allow it; then nothing is changed.</exception>
    public (LedgerEntry Debit, LedgerEntry Credit) Post(CreditMovement movement)
    {
        var (from, to) = (WalletOf(movement.From), WalletOf(movement.To));
        // These hold what the wallets are before the movement; they count only if it is not refused.
        WalletChange[] changes = [new(from), new(to)];
        var (fromBefore, toBefore) = undo is null ? default : (from.Before(), to.Before());
        var entries = movement.Post(from, to, ids.NewId<LedgerEntry>(), ids.NewId<LedgerEntry>());
        if (undo is not null)
            NotePosting(from, fromBefore!, to, toBefore!);
        Changes.Wallets.AddRange(changes.Where(change => changedWallets.Add(change.Wallet.Owner)));
        Changes.LedgerEntries.Add(entries.Debit);
        Changes.LedgerEntries.Add(entries.Credit);
        return entries;
    }

    /// <summary>Binds a file to a message of this round: it is never swept from then on.</summary>
    public void Bind(UploadedFile file)
    {
        if (Changes.BoundFiles.Add(file.Id) && undo is not null)
            NoteBinding(file);
    }

    /// <summary>Appends a message to its chat.</summary>
    public void Append(Message message, Chat chat)
    {
        var change = ChangeOf(chat);
        var isFirst = change.Senders.Add(message.SenderId);
        if (undo is not null)
            NoteMessage(chat, change, message.SenderId, isFirst);
        chat.Append(message);
        Changes.Messages.Add(message);
    }

    /// <summary>Puts what becomes of a message in its place: the next change of its chat.</summary>
    /// <param name="chat">Its chat.</param>
    /// <param name="before">The message as it is.</param>
    /// <param name="after">The message as it is to be.</param>
    /// <param name="kind">What happens to it.</param>
    /// <param name="userId">Who reacts; null for every other kind.</param>
    /// <param name="emoji">The reaction that is put or taken back; null for every other kind.</param>
    /// <exception cref="InvalidOperationException">It is decided as one with others.</exception>
    public void Alter(Chat chat, Message before, Message after, AlterationKind kind, Id<User>? userId = null, string? emoji = null)
    {
        if (undo is not null)
            throw new InvalidOperationException("What alters a message is not taken back.");
        ChangeOf(chat);
        Changes.Alterations.Add(new AlterationWrite(chat.Alter(after, kind, userId, emoji), before, after));
        state.Messages[after.Id] = after;
    }

    /// <summary>Makes or opens a chat that has no message; one that is there and open stays as it is.</summary>
    /// <returns>Whether it was not there, or not open.</returns>
    public bool Open(Chat chat)
    {
        var isNew = state.Find(chat.Id) is null;
        if (!isNew && chat.IsOpen)
            return false;
        ChangeOf(chat);
        if (!isNew)
            chat.Open(now);
        return true;
    }

    /// <summary>Changes a chat itself: the line that tells of it, and then the change, are its next two numbers.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="lineId">The identifier of the line.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="apply">Changes the chat; it gives the line, or null if nothing changes. The time is that of the line. What it refuses changes nothing.</param>
    /// <returns>Whether anything changes.</returns>
    /// <exception cref="InvalidOperationException">It is decided as one with others.</exception>
    public bool Change(Chat chat, Id<Message> lineId, Id<User> by, Func<DateTime, ChatLine?> apply)
    {
        if (undo is not null)
            throw new InvalidOperationException("What changes a chat is not taken back.");
        var (at, photo) = (chat.TimeOfNext(now), chat.Photo);
        var header = new MessageHeader(lineId, chat.Id, chat.NextSequence, by, at) { Change = chat.NextSentChange };
        // It holds what the chat is before; it counts only if something changes.
        var known = changedChats.GetValueOrDefault(chat.Id) ?? new ChatChange(chat, isNew: false);
        if (apply(at) is not { } what)
            return false;
        if (changedChats.TryAdd(chat.Id, known))
            Changes.Chats.Add(known);
        var line = Message.Line(header, what);
        var alteration = chat.Take(line);
        if (chat.HasMember(by))
            known.Senders.Add(by);
        var subject = what.UserId ?? (what.Event == ChatEvent.MemberLeft ? by : null);
        if (subject is { } changed)
            known.ChangedMembers.Add(changed);
        Changes.Messages.Add(line);
        Changes.ChatAlterations.Add(new ChatAlterationWrite(alteration, what.Event, subject, chat.ToSnapshot(), photo?.Key == chat.Photo?.Key ? null : photo?.Key));
        return true;
    }

    /// <summary>Records what repetitions of the intent's key are answered with, if it has one. What is recorded already stays.</summary>
    public void Record(Intent intent, Func<IdempotencyKey, Fingerprint, IdempotencyRecord> toRecord)
    {
        if (intent.Key is not { } key || state.IdempotencyRecords.ContainsKey(key))
            return;
        var record = toRecord(key, intent.Fingerprint!).By(intent.Actor);
        state.IdempotencyRecords.Add(key, record);
        Changes.IdempotencyRecords.Add(record);
        Changes.IdempotencyRecords.AddRange(record.Items ?? []);
    }

    private void NotePosting(Wallet from, WalletMoment fromBefore, Wallet to, WalletMoment toBefore)
    {
        var wallets = Changes.Wallets.Count;
        undo!.Push(() =>
        {
            from.GoBackTo(fromBefore);
            to.GoBackTo(toBefore);
            foreach (var change in Changes.Wallets.Skip(wallets))
                changedWallets.Remove(change.Wallet.Owner);
            Changes.Wallets.RemoveRange(wallets, Changes.Wallets.Count - wallets);
            Changes.LedgerEntries.RemoveRange(Changes.LedgerEntries.Count - 2, 2);
        });
    }

    private void NoteBinding(UploadedFile file) => undo!.Push(() => Changes.BoundFiles.Remove(file.Id));

    private void NoteMessage(Chat chat, ChatChange change, Id<User> sender, bool isFirst)
    {
        var before = chat.Before(sender);
        undo!.Push(() =>
        {
            chat.GoBackTo(before);
            Changes.Messages.RemoveAt(Changes.Messages.Count - 1);
            if (isFirst)
                change.Senders.Remove(sender);
        });
    }

    private void NoteChange(ChatChange change) => undo!.Push(() =>
    {
        if (change.IsNew)
            state.Remove(change.Chat);
        changedChats.Remove(change.Chat.Id);
        Changes.Chats.RemoveAt(Changes.Chats.Count - 1);
    });

    private bool ReliesOnMemory(Intent intent) =>
        (intent.Key is { } key && state.AssumedKeys.Contains(key) && !state.IdempotencyRecords.ContainsKey(key))
        || (intent.Parts ?? [intent]).Any(part => part.Chat is { } address && state.Find(address) is { } chat && state.AssumedChats.Contains(chat.Id));

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
        if (undo is not null)
            NoteChange(change);
        return change;
    }

    /// <summary>A lack of credits refuses a key for good. After any other refusal the key can be used as if it were new.</summary>
    private void RecordIfFinal(Intent intent, AllmineException refusal)
    {
        if (refusal is RefusedException { Code: var code } && code == ErrorCode.InsufficientCredits)
            Record(intent, (key, fingerprint) => IdempotencyRecord.OfRefusal(key, fingerprint, code) with { RefusedItem = refusal.Errors[0].Item });
    }
}
