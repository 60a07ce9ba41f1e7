using Allmine.Application.Abstractions;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.SendLog;

/// <summary>
/// The middle step of a round: plain decisions, send after send, over what is known. It does no I/O and asks nobody, so
/// that every rule can be tested without a store.
/// </summary>
/// <param name="state">What is known; it is changed as the sends are decided.</param>
/// <param name="ids">Makes the identifiers of new chats.</param>
/// <param name="now">UTC, whole milliseconds.</param>
internal sealed class Round(RoundState state, IIdGenerator ids, DateTime now)
{
    private readonly Dictionary<Id<Chat>, ChatChange> changed = [];

    public RoundChanges Changes { get; } = new();

    /// <summary>Decides a send; those decided before it count as sent.</summary>
    public Decision Decide(SendIntent intent)
    {
        try
        {
            return new Decision(Replay(intent) ?? new SendReceipt(Send(intent), Replayed: false), null);
        }
        catch (AllmineException refusal)
        {
            return new Decision(null, refusal);
        }
    }

    private SendReceipt? Replay(SendIntent intent)
    {
        if (intent.Key is not { } key || !state.Outcomes.TryGetValue(key, out var outcome))
            return null;
        return outcome.ReplayFor(intent);
    }

    /// <summary>Every check comes before the first change, so that a refused send leaves nothing behind.</summary>
    private Message Send(SendIntent intent)
    {
        var chat = Find(intent);
        chat.Admit(intent.Sender, intent.TargetUserId);
        var file = FileOf(intent);

        var place = new MessagePlace(intent.MessageId, chat.Id, chat.NextSequence, intent.Sender, chat.TimeOfNext(now));
        var message = intent.Draft.MessageAt(place, file?.Content);

        if (file is { State: not FileState.Bound })
            Changes.BoundFiles.Add(file.Id);
        ChangeOf(chat).Senders.Add(intent.Sender);
        chat.Append(message);
        Changes.Messages.Add(message);
        Record(intent, message);
        return message;
    }

    private Chat Find(SendIntent intent)
    {
        if (intent.ChatId is { } id)
            return state.Find(id) ?? throw new RefusedException(ErrorCode.ChatNotFound);
        var target = intent.TargetUserId!.Value;
        if (state.Find(DirectPair.Of(intent.Sender, target)) is { } chat)
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

    private void Record(SendIntent intent, Message message)
    {
        if (intent.Key is not { } key)
            return;
        var outcome = new KeyOutcome(key, intent.Fingerprint!, message);
        state.Outcomes.Add(key, outcome);
        Changes.Outcomes.Add(outcome);
    }
}
