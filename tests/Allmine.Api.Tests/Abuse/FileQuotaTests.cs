using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Abuse;

/// <summary>One user who fills the disk.</summary>
public sealed class FileQuotaTests
{
    private const int Size = 1000;

    private static readonly byte[] File = [.. Enumerable.Repeat((byte)'x', Size)];

    [Fact]
    public async Task Upload_WhenTheUsersFilesHaveAllBytesThatTheyMay_ThenIsRefusedAndNothingIsStored()
    {
        using var folder = new TemporaryFolder();
        var (conversation, key) = (default(Conversation), ("Idempotency-Key", "first"));
        await using (var unlimited = new Service(new ServiceOptions(folder.Path)))
        {
            conversation = await unlimited.NewConversationAsync();
            // What was stored before the setting counts; a message that carries a file again does not.
            var file = await UploadAsync(conversation.Sender, File, "a.bin");
            (await conversation.Sender.SendAsync(JsonBody(conversation, file["_id"].GetString()!))).Expect(HttpStatusCode.Created);
        }

        await using var service = Limited(folder, (2 * Size) + (Size / 2));
        var sender = service.User(conversation.Sender.UserId);
        conversation = conversation with { Sender = sender, Target = service.User(conversation.Target.UserId) };
        var first = await SendAsync(conversation, File, "b.bin", key);
        // What a request took in goes when it ends, which may be a moment after its answer.
        await Eventually.HoldsAsync(() => !folder.StoredFiles().Any(path => path.EndsWith(".tmp", StringComparison.Ordinal)));
        var (files, history) = (folder.StoredFiles(), await conversation.HistoryAsync());

        (await sender.SendAsync(HttpMethod.Post, FilesPath, Form.Of(Form.File(File, "c.bin")))).ExpectError(413, "media.quota");
        (await SendFormAsync(Caller.MessagesPath)).ExpectError(413, "media.quota");
        (await SendFormAsync(Caller.MessagesPath, ("Idempotency-Key", "second"))).ExpectError(413, "media.quota");
        (await SendFormAsync($"{Caller.MessagesPath}?dryRun=true")).ExpectError(413, "media.quota");
        var replay = (await sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.OfFile(conversation, File, "b.bin"), key)).Expect(HttpStatusCode.Created);

        Assert.Equal(("true", first.Text), (replay.Header("Idempotent-Replayed"), replay.Text));
        Assert.Equal(history, await conversation.HistoryAsync());
        await folder.HasNothingNewAsync(files);
        Assert.Empty(files.Except(folder.StoredFiles()));
        await conversation.SendAsync();
        await UploadAsync(conversation.Target, File, "c.bin");
        await UploadAsync(sender, File[..(Size / 2)], "half.bin");

        Task<Reply> SendFormAsync(string path, params (string Name, string Value)[] headers) =>
            sender.SendAsync(HttpMethod.Post, path, Form.OfFile(conversation, File, "c.bin"), headers);
    }

    [Fact]
    public async Task Upload_WhenManyComeAtOnce_ThenNeverMoreBytesAreStoredThanTheUserMayHave()
    {
        const int Room = 3;
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, Room * Size);
        var user = await service.NewUserAsync();
        var before = folder.StoredFiles();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            user.SendAsync(HttpMethod.Post, FilesPath, Form.Of(Form.File(File, $"{i}.bin")))));

        Assert.Equal(Room, replies.Count(reply => reply.Status == HttpStatusCode.Created));
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.Created), reply => reply.ExpectError(413, "media.quota"));
        // Each with its name, once what was taken in of the others is gone.
        await Eventually.HoldsAsync(() => !folder.StoredFiles().Any(path => path.EndsWith(".tmp", StringComparison.Ordinal)));
        Assert.Equal(2 * Room, folder.StoredFiles().Except(before).Count());
    }

    private static Service Limited(TemporaryFolder folder, long bytes) =>
        new(new ServiceOptions(folder.Path) { Settings = new Dictionary<string, string> { ["Media:MaxBytesPerUser"] = $"{bytes}" } });
}
