using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Stores.Tests.Contracts;

/// <summary>Comparisons of everything that a store keeps of a thing.</summary>
internal static class ShouldBe
{
    public static void Same(Chat expected, Chat? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(Facts(expected), Facts(actual));
        Assert.Equal(expected.Members, actual.Members);
        Assert.Equal(expected.Blocks.OrderBy(block => block.By), actual.Blocks.OrderBy(block => block.By));
        Assert.Equal(expected.Pins, actual.Pins);
        Assert.Equal(DateTimeKind.Utc, actual.CreatedAt.Kind);
        Assert.Equal(DateTimeKind.Utc, actual.UpdatedAt.Kind);
    }

    public static void Same(Message expected, Message? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(Parts(expected), Parts(actual));
        Assert.Equal(DateTimeKind.Utc, actual.CreatedAt.Kind);
    }

    public static void Same(Message expected, StoredMessage? actual) => Same(expected, actual?.GetReadable());

    public static void Same(IdempotencyRecord expected, IdempotencyRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Key, actual.Key);
        Assert.Equal(expected.Fingerprint, actual.Fingerprint);
        if (expected.Message is { } message)
            Same(message, actual.Message);
        Assert.Equal(expected with { Message = null }, actual with { Message = null });
    }

    private static object Facts(Chat chat) => (chat.Id, chat.Kind, chat.Title, chat.Photo, chat.Revision, chat.LastSequence, chat.AlterationCount, chat.OwnChange, chat.CreatedAt, chat.UpdatedAt);

    private static string Parts(Message message)
    {
        var (attributes, life) = (message.Attributes, message.Life);
        return string.Join('\n', [
            $"{(message.Id, message.ChatId, message.SenderId, message.Sequence, message.Kind, message.Content, message.Media, message.Transfer, At(message.CreatedAt))}",
            $"{(attributes.Metadata, attributes.IsSilent, attributes.ReplyTo)} {string.Join(',', attributes.Mentions)}",
            $"{(message.SentChange, life.Change, life.Version, At(life.EditedAt), At(life.DeletedAt), At(life.PinnedAt), life.ThumbnailChange)}",
            .. life.Reactions.Select(reaction => $"{reaction.Emoji} {string.Join(',', reaction.Reactors.Select(reactor => $"{reactor.UserId} {At(reactor.At)}"))}"),
        ]);
    }

    private static string? At(DateTime? time) => time?.ToString("O");
}
