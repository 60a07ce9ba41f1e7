using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Media;

/// <summary>Keys of sends with a file: the same body means the file's bytes, too.</summary>
public sealed class FileIdempotencyTests(MediaServiceFixture fixture) : IClassFixture<MediaServiceFixture>
{
    /// <summary>As many as a user may have under way.</summary>
    private const int UploadsAtOnce = 4;

    private static readonly (string, string) Key = ("Idempotency-Key", "k");

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Send_WhenRepeatedWithTheSameBytes_ThenIsReplayedAndStoredOnce()
    {
        var conversation = await service.NewConversationAsync();
        var sent = await SendAsync(conversation, ImageFiles.Jpeg(), "a.jpg", Key);
        await Eventually.HoldsAsync(() => !fixture.Files().Any(path => path.EndsWith(".tmp", StringComparison.Ordinal)));
        var files = fixture.Files();

        var same = await SendAsync(conversation, ImageFiles.Jpeg(), "a.jpg", Key);
        var reordered = (await conversation.Sender.SendAsync(
            HttpMethod.Post,
            Caller.MessagesPath,
            Form.Of(Form.File(ImageFiles.Jpeg(), "a.jpg"), Form.Text("chatId", conversation.ChatId), Form.Text("type", "media")),
            Key)).Expect(HttpStatusCode.Created);

        foreach (var replayed in new[] { same, reordered })
        {
            Assert.Equal("true", replayed.Header("Idempotent-Replayed"));
            Assert.Equal(sent.Text, replayed.Text);
        }

        await Eventually.HoldsAsync(() => files.SequenceEqual(fixture.Files()));
        Assert.Equal(2, await conversation.CountAsync());
    }

    [Fact]
    public async Task Send_WhenTheKeyComesWithOtherBytes_ThenIsRefused()
    {
        var conversation = await service.NewConversationAsync();
        await SendAsync(conversation, ImageFiles.Jpeg(), "a.jpg", Key);
        await Eventually.HoldsAsync(() => !fixture.Files().Any(path => path.EndsWith(".tmp", StringComparison.Ordinal)));
        var files = fixture.Files();

        (await conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.OfFile(conversation, ImageFiles.Jpeg(32, 24), "a.jpg"), Key))
            .ExpectError(409, "idempotency.key_reused");

        await Eventually.HoldsAsync(() => files.SequenceEqual(fixture.Files()));
        Assert.Equal(2, await conversation.CountAsync());
    }

    [Fact]
    public async Task Send_WhenManyComeAtOnce_ThenOneIsSentAndItsFileStoredOnce()
    {
        var conversation = await service.NewConversationAsync();
        var files = fixture.Files();

        var replies = await Task.WhenAll(Enumerable.Range(0, UploadsAtOnce).Select(_ => SendAsync(conversation, ImageFiles.Jpeg(), "a.jpg", Key)));

        Assert.Single(replies.Select(reply => reply.Text).Distinct());
        Assert.Equal(1, replies.Count(reply => reply.Header("Idempotent-Replayed") is null));
        // The photo and its thumbnail, each with its name.
        await Eventually.HoldsAsync(() => fixture.Files().Except(files).Count() == 4);
    }
}
