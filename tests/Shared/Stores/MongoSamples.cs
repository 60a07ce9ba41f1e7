using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MongoDB.Bson;

namespace Allmine.Tests.Stores;

/// <summary>Things to store, each with identifiers of its own, so that the tests of a class can share a database.</summary>
internal static class MongoSamples
{
    public static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, 123, DateTimeKind.Utc);

    public static Id<T> NewId<T>()
        where T : class => Id<T>.FromBytes(ObjectId.GenerateNewId().ToByteArray());

    public static User User(string username = "Ada") => new(NewId<User>(), Username.From(username), profilePhoto: null);

    public static Chat Direct() => Chat.Direct(NewId<Chat>(), NewId<User>(), NewId<User>(), Noon);

    public static Chat Group(int members) =>
        Chat.Group(NewId<Chat>(), "Group", Enumerable.Range(0, members).Select(_ => NewId<User>()), Noon);

    public static UploadedFile File(Id<User> owner, string name) => new(
        NewId<UploadedFile>(),
        owner,
        new MediaContent(MediaKind.Image, name, 102_400, Duration: null, Width: 1920, Height: 1080, Key: $"key-of-{name}", ThumbnailKey: null),
        Noon);

    /// <summary>A round of messages by the first member of each chat; the chats are changed by it.</summary>
    public static ChangeSet Round(params IEnumerable<Chat> chats)
    {
        var changes = new ChangeSet();
        foreach (var chat in chats)
            Add(changes, chat, "Hello there!");
        return changes;
    }

    /// <summary>A round of one new message, under a key if one is given.</summary>
    public static ChangeSet Round(Chat chat, string text, IdempotencyKey? key = null)
    {
        var changes = new ChangeSet();
        var message = Add(changes, chat, text);
        if (key is { } used)
            changes.IdempotencyRecords.Add(IdempotencyRecord.OfMessage(used, Fingerprint.Of(text), message));
        return changes;
    }

    public static SendIntent Intent(Chat chat, string text, IdempotencyKey? key = null) => new(
        NewId<Message>(),
        chat.Members[0].UserId,
        chat.Id,
        TargetUserId: null,
        new TextDraft(MessageText.From(text)),
        key,
        key is null ? null : Fingerprint.Of(text));

    public static TransferIntent Transfer(Chat chat, long amount, IdempotencyKey key) =>
        new(NewId<Message>(), chat.Members[0].UserId, chat.Id, TargetUserId: null, amount, Note: null, key, Fingerprint.Of($"{amount}"));

    public static IdempotencyKey Key(Chat chat, string? key = null) => new(chat.Members[0].UserId, key ?? $"key-{NewId<Message>()}");

    private static Message Add(ChangeSet changes, Chat chat, string text)
    {
        var sender = chat.Members[0].UserId;
        var change = new ChatChange(chat, isNew: false);
        change.Senders.Add(sender);
        var place = new MessageHeader(NewId<Message>(), chat.Id, chat.NextSequence, sender, chat.TimeOfNext(Noon.AddSeconds(1)));
        var message = Message.Text(place, MessageText.From(text));
        chat.Append(message);
        changes.Chats.Add(change);
        changes.Messages.Add(message);
        return message;
    }
}
