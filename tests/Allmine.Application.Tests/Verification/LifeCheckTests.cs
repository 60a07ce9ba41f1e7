using Allmine.Application.Ports.Store;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Verification;

/// <summary>Whatever a deleted message may hold still.</summary>
public sealed class LifeCheckTests
{
    private static readonly DateTime Noon = new(2026, 3, 14, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Id<User> Sender = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Other = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");
    private static readonly Id<Message> MessageId = Id<Message>.Parse("64d15f9e2e6c8f4d5a333333");
    private static readonly MediaContent Photo = new(MediaKind.Image, "Tatil.jpg", 5, null, 4, 3, "photo.jpg", "photo-t.jpg");

    private readonly InMemoryStore store = new();

    [Theory]
    [InlineData(null)]
    [InlineData("content")]
    [InlineData("media")]
    [InlineData("metadata")]
    [InlineData("reply")]
    [InlineData("mentions")]
    [InlineData("silent mark")]
    [InlineData("reactions")]
    [InlineData("pin")]
    [InlineData("thumbnail")]
    public async Task Verify_WhenADeletedMessageHoldsSomething_ThenItIsNamed(string? part)
    {
        var tombstone = Delete();
        store.Replace(With(part, tombstone));

        var report = await new StoreVerifier(store.Snapshots).VerifyAsync(CancellationToken.None);

        Assert.Equal(part is null ? [] : [$"The deleted message {MessageId} still has its {part}."], report.Problems.Where(problem => !problem.Contains("pins", StringComparison.Ordinal)));
    }

    /// <summary>Sends a message and deletes it.</summary>
    private Message Delete()
    {
        var chat = Chat.Direct(Id<Chat>.Parse("64d15f9e2e6c8f4d5a444444"), Sender, Other, Noon);
        var message = Message.OfMedia(new MessageHeader(MessageId, chat.Id, 1, Sender, Noon), Photo, "caption");
        chat.Append(message);
        var tombstone = message.Delete(2, Noon);
        var alteration = chat.Alter(tombstone, AlterationKind.Deleted);
        var round = new ChangeSet { Chats = { new ChatChange(chat, isNew: true) }, Messages = { message }, Alterations = { new AlterationWrite(alteration, message, tombstone) } };
        Assert.Equal(CommitResult.Committed, store.Commit(round));
        return tombstone;
    }

    private static Message With(string? part, Message tombstone)
    {
        var (attributes, life) = (tombstone.Attributes, tombstone.Life);
        (attributes, life) = part switch
        {
            "metadata" => (attributes with { Metadata = "{}" }, life),
            "reply" => (attributes with { ReplyTo = new MessageReference(MessageId, 1) }, life),
            "mentions" => (attributes with { Mentions = [Other] }, life),
            "silent mark" => (attributes with { IsSilent = true }, life),
            "reactions" => (attributes, life with { Reactions = [new Reaction("👍", [new Reactor(Other, Noon)])] }),
            "pin" => (attributes, life with { PinnedAt = Noon }),
            "thumbnail" => (attributes, life with { ThumbnailChange = 2 }),
            _ => (attributes, life),
        };
        var place = new MessageHeader(tombstone.Id, tombstone.ChatId, tombstone.Sequence, tombstone.SenderId, tombstone.CreatedAt) { Attributes = attributes, Life = life };
        return Message.Restore(tombstone.Kind, place, part == "content" ? "caption" : null, part == "media" ? Photo : null, null);
    }
}
