using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Fakes;

/// <summary>The people, chats and sends that the tests are about.</summary>
internal static class Samples
{
    public static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);

    public static readonly Id<User> Ada = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    public static readonly Id<User> Bob = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");
    public static readonly Id<User> Cem = Id<User>.Parse("64d15f9e2e6c8f4d5a333333");

    /// <summary>In the directory, and in none of the chats.</summary>
    public static readonly Id<User> Eve = Id<User>.Parse("64d15f9e2e6c8f4d5a444444");

    /// <summary>Not in the directory.</summary>
    public static readonly Id<User> Nobody = Id<User>.Parse("64d15f9e2e6c8f4d5a999999");

    public static readonly Id<User> Backend = Id<User>.Parse("64d15f9e2e6c8f4d5aaaaaaa");

    /// <summary>A group of Ada, Bob and Cem.</summary>
    public static readonly Id<Chat> Team = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");

    /// <summary>A group of Ada and Bob.</summary>
    public static readonly Id<Chat> Two = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123457");

    public static readonly Id<Chat> NoChat = Id<Chat>.Parse("64d15f9e2e6c8f4d5a999999");

    private static readonly CountingIds Ids = new();

    public static InMemoryStore Store() => Fill(new InMemoryStore());

    public static TStore Fill<TStore>(TStore store)
        where TStore : InMemoryStore
    {
        foreach (var id in new[] { Ada, Bob, Cem, Eve })
            store.Put(new User(id, Username.From("Somebody"), null));
        store.Put(Chat.Group(Team, "Team", [Ada, Bob, Cem], Noon));
        store.Put(Chat.Group(Two, null, [Ada, Bob], Noon));
        return store;
    }

    public static UploadedFile PhotoOf(Id<User> owner, string id = "64d15f9e2e6c8f4d5a00f11e", string name = "photo.jpg") =>
        new(Id<UploadedFile>.Parse(id), owner, new MediaContent(MediaKind.Image, name, 1024, null, 640, 480, $"key-{id}", null), Noon);

    public static SendIntent To(Id<Chat> chatId, Id<User> sender, string text = "Hello", string? key = null) =>
        Keyed(new SendIntent(NewMessageId(), sender, chatId, null, new TextDraft(MessageText.From(text))), text, key);

    public static SendIntent ToPerson(Id<User> target, Id<User> sender, string text = "Hello", string? key = null) =>
        Keyed(new SendIntent(NewMessageId(), sender, null, target, new TextDraft(MessageText.From(text))), text, key);

    /// <summary>Credits to the other one of a direct chat, named or found by the two users.</summary>
    public static TransferIntent Credits(Id<User> target, Id<User> sender, long amount, string? key = null, Id<Chat>? chatId = null) =>
        Keyed(new TransferIntent(NewMessageId(), sender, chatId, target, amount), $"{amount}", key);

    public static GrantIntent Grant(Id<User> recipient, long amount, string key)
    {
        lock (Ids)
        {
            var grant = new Grant(Ids.NewId<Grant>(), recipient, amount);
            return new GrantIntent(grant, new IdempotencyKey(Backend, key, IdempotencyScope.Grants), Fingerprint.Of(recipient.ToString(), $"{amount}"));
        }
    }

    private static TIntent Keyed<TIntent>(TIntent intent, string text, string? key)
        where TIntent : MessageIntent => key is null
        ? intent
        : intent with
        {
            Key = new IdempotencyKey(intent.Sender, key),
            Fingerprint = Fingerprint.Of(intent.ChatId?.ToString(), intent.TargetUserId?.ToString(), text),
        };

    public static Id<Message> NewMessageId()
    {
        lock (Ids)
            return Ids.NewId<Message>();
    }
}
