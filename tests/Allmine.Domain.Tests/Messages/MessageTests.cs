using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Messages;

public sealed class MessageTests
{
    private static readonly MessageHeader Place = new(
        Id<Message>.Parse("64d15f9e2e6c8f4d5a000001"),
        Id<Chat>.Parse("64d15f9e2e6c8f4d5a000002"),
        1,
        Id<User>.Parse("64d15f9e2e6c8f4d5a000003"),
        new DateTime(2026, 1, 15, 10, 30, 0, DateTimeKind.Utc));

    [Fact]
    public void Text_WhenMade_ThenHoldsItsPlaceAndWords()
    {
        var message = Message.Text(Place, MessageText.From(" Hello "));

        Assert.Equal(MessageKind.Text, message.Kind);
        Assert.Equal(Place, new MessageHeader(message.Id, message.ChatId, message.Sequence, message.SenderId, message.CreatedAt));
        Assert.Equal(" Hello ", message.Content);
        Assert.Null(message.Media);
    }

    [Fact]
    public void Text_WhenAFileGoesWithIt_ThenHoldsItsContent()
    {
        var media = new MediaContent(MediaKind.Image, "photo.jpg", 10, null, 1, 1, "key", null);

        Assert.Same(media, Message.Text(Place, MessageText.From("Hello"), media).Media);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Look")]
    public void OfMedia_WhenMade_ThenHoldsItsFileAndCaption(string? caption)
    {
        var media = new MediaContent(MediaKind.Image, "photo.jpg", 10, null, 1, 1, "key", null);
        var message = Message.OfMedia(Place, media, caption);

        Assert.Equal((MessageKind.Media, caption), (message.Kind, message.Content));
        Assert.Same(media, message.Media);
    }

    [Fact]
    public void OfMedia_WhenTheCaptionIsTooLong_ThenIsRefused()
    {
        var media = new MediaContent(MediaKind.Image, "photo.jpg", 10, null, 1, 1, "key", null);

        Message.OfMedia(Place, media, new string('a', MessageText.MaxLength));
        var refusal = Assert.Throws<InvalidRequestException>(() => Message.OfMedia(Place, media, new string('a', MessageText.MaxLength + 1)));
        Assert.Equal(ErrorCode.TooLong, Assert.Single(refusal.Errors).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Text_WhenNumberIsBelowOne_ThenThrows(long sequence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Message.Text(Place with { Sequence = sequence }, MessageText.From("Hello")));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Kahve")]
    public void CreditTransfer_WhenMade_ThenHoldsItsCreditsAndNote(string? note)
    {
        var transfer = new CreditTransfer(1, Id<User>.Parse("64d15f9e2e6c8f4d5a000004"));

        var message = Message.CreditTransfer(Place, transfer, note);

        Assert.Equal((MessageKind.CreditTransfer, note), (message.Kind, message.Content));
        Assert.Same(transfer, message.Transfer);
        Assert.Null(message.Media);
    }

    [Fact]
    public void CreditTransfer_WhenItBreaksARule_ThenThrows()
    {
        var recipient = Id<User>.Parse("64d15f9e2e6c8f4d5a000004");

        Assert.Equal("validation.transfer amount.range", NameOf(() => Message.CreditTransfer(Place, new CreditTransfer(0, recipient))));
        Assert.Equal("validation.recipient.self", NameOf(() => Message.CreditTransfer(Place, new CreditTransfer(1, Place.SenderId))));
        Assert.Equal("validation.content.too_long", NameOf(() => Message.CreditTransfer(Place, new CreditTransfer(1, recipient), new string('a', 5001))));
        Assert.Equal("validation.content.characters", NameOf(() => Message.CreditTransfer(Place, new CreditTransfer(1, recipient), "a\0")));
    }

    private static string NameOf(Action make) => Assert.Throws<InvalidRequestException>(make).Errors[0].Name;
}
