using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>A text or a file to a chat.</summary>
/// <param name="MessageId">Of the message to be; the same however often the intent is decided anew.</param>
/// <param name="Sender">The user who sends.</param>
/// <param name="ChatId">The chat; null for the direct chat with <paramref name="TargetUserId"/>.</param>
/// <param name="TargetUserId">The user addressed, if any.</param>
/// <param name="Draft">What is sent.</param>
/// <param name="Key">The idempotency key; null if the request has none.</param>
/// <param name="Fingerprint">Of the request; there if the key is.</param>
public sealed record SendIntent(
    Id<Message> MessageId,
    Id<User> Sender,
    Id<Chat>? ChatId,
    Id<User>? TargetUserId,
    MessageDraft Draft,
    IdempotencyKey? Key = null,
    Fingerprint? Fingerprint = null) : MessageIntent(MessageId, Sender, ChatId, TargetUserId, Key, Fingerprint)
{
    private protected override int DraftWeight => Draft.Weight;

    /// <summary>The stored file that the draft names, if any.</summary>
    public FileReference? File => Draft.File is { } file ? new FileReference(Sender, file) : null;

    internal override void AddTo(LoadRequest request, Chat? cached)
    {
        base.AddTo(request, cached);
        if (File is { } file)
            request.Files.Add(file);
    }

    internal override CommittedSend Decide(RoundDecider round)
    {
        var chat = Enter(round);
        var header = HeaderIn(chat, round);
        var file = Draft.Upload ?? (File is { } reference ? round.FindFile(reference) : null);
        var message = Draft.MessageAt(header, file?.Content);

        if (file is { State: not FileState.Bound })
            round.Bind(file);
        round.Append(message, chat);
        round.Record(this, (key, fingerprint) => IdempotencyRecord.OfMessage(key, fingerprint, message));
        return new CommittedSend(message, Replayed: false);
    }
}
