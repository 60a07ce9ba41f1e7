using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Media;
using Allmine.Application.Media;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Chats;

/// <summary>Photos of groups, on either store.</summary>
/// <inheritdoc cref="ChatContract" path="/param"/>
public abstract class PhotoContract(Service? service) : ChatContract(service)
{
    [SkippableTheory]
    [InlineData("_id")]
    [InlineData("name")]
    public async Task Photo_WhenItIsAnUploadedImage_ThenIsTheChatsCleanedAndMeasured(string by)
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        var bytes = ImageFiles.JpegWithMetadata(orientation: 6, 64, 48);
        var file = await UploadAsync(owner, bytes, "beach.jpg");

        var chat = (await PatchAsync(owner, chatId, $$"""{ "photo": "{{file[by].GetString()}}" }""")).Expect(HttpStatusCode.OK);

        var photo = chat["photo"];
        Assert.Equal(["url", "type", "name", "size", "duration", "width", "height", "thumbnail_url"], NamesOf(photo));
        Assert.Equal(("image", "beach.jpg", 48, 64), (photo.GetProperty("type").GetString(), photo.GetProperty("name").GetString(), photo.GetProperty("width").GetInt32(), photo.GetProperty("height").GetInt32()));
        Assert.Equal("""{"event":"chat.updated"}""", chat["lastMessage.metadata"].GetRawText());
        var served = (await Service.Anonymous.GetAsync(photo.GetProperty("url").GetString()!)).Expect(HttpStatusCode.OK);
        Assert.Equal(photo.GetProperty("size").GetInt64(), served.Body.LongLength);
        // As the file of a message has none: where and with what it was taken.
        Assert.True(bytes.AsSpan().IndexOf("Exif"u8) >= 0);
        Assert.True(served.Body.AsSpan().IndexOf("GPS"u8) < 0);
        (await Service.Anonymous.GetAsync(photo.GetProperty("thumbnail_url").GetString()!)).Expect(HttpStatusCode.OK);
        Assert.Equal(photo.GetRawText(), (await member.GetAsync(ChatsPath))["items"][0].GetProperty("photo").GetRawText());
        Assert.Equal(photo.GetRawText(), ItemsOf(await ChangesAsync(member, chatId)).Last().GetProperty("chat").GetProperty("photo").GetRawText());
        Assert.Equal(3, (await PatchAsync(owner, chatId, $$"""{ "photo": "{{file[by].GetString()}}" }""")).Expect(HttpStatusCode.OK)["lastChange"].GetInt64());
    }

    [SkippableFact]
    public async Task Photo_WhenItIsNoneOfTheCallersImages_ThenIsRefusedAndNothingChanges()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        var text = (await UploadAsync(owner, "Merhaba"u8.ToArray(), "notes.txt"))["_id"].GetString();
        var foreign = (await UploadAsync(member, ImageFiles.Jpeg(), "theirs.jpg"))["_id"].GetString();
        var before = await ChatAsync(owner, chatId);

        (await PatchAsync(owner, chatId, $$"""{ "photo": "{{text}}" }""")).ExpectError(415, "media.content_mismatch");
        (await PatchAsync(owner, chatId, """{ "photo": "notes.txt", "title": "x" }""")).ExpectError(415, "media.content_mismatch");
        (await PatchAsync(owner, chatId, $$"""{ "photo": "{{foreign}}" }""")).ExpectError(404, "media.not_found");
        (await PatchAsync(owner, chatId, """{ "photo": "theirs.jpg" }""")).ExpectError(404, "media.not_found");
        (await PatchAsync(owner, chatId, """{ "photo": "" }""")).ExpectError(400, "validation.photo.blank");
        (await PatchAsync(member, chatId, """{ "photo": "theirs.jpg" }""")).ExpectError(403, "chat.role_required");
        Assert.Equal(before.Text, (await ChatAsync(owner, chatId)).Text);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Photo_WhenReplacedOrTakenAway_ThenItsBytesGoUnlessAMessageCarriesThem(bool takenAway)
    {
        var (owner, _, _, chatId, _) = await NewGroupAsync();
        var alone = await UploadAsync(owner, ImageFiles.Jpeg(40, 40), "alone.jpg");
        var carried = await UploadAsync(owner, ImageFiles.Jpeg(44, 44), "carried.jpg");
        var last = takenAway ? "null" : $"\"{(await UploadAsync(owner, ImageFiles.Jpeg(48, 48), "last.jpg"))["_id"].GetString()}\"";
        (await owner.SendAsync($$"""{ "type": "media", "chatId": "{{chatId}}", "file": "{{carried["_id"].GetString()}}" }""")).Expect(HttpStatusCode.Created);
        var urls = new List<string>();
        foreach (var file in new[] { alone, carried })
            urls.Add((await PatchAsync(owner, chatId, $$"""{ "photo": "{{file["_id"].GetString()}}" }""")).Expect(HttpStatusCode.OK)["photo.url"].GetString()!);

        var chat = (await PatchAsync(owner, chatId, $$"""{ "photo": {{last}} }""")).Expect(HttpStatusCode.OK);

        await EraseAsync(urls[0]);
        (await Service.Anonymous.GetAsync(urls[1])).Expect(HttpStatusCode.OK);
        if (takenAway)
            Assert.Equal(JsonValueKind.Null, chat["photo"].ValueKind);
        else
            (await Service.Anonymous.GetAsync(chat["photo.url"].GetString()!)).Expect(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Photo_WhenTheMessageWithItIsDeleted_ThenItsBytesStay()
    {
        var (owner, _, _, chatId, _) = await NewGroupAsync();
        async Task<(string FileId, string MessageId, string Url)> SendFileAsync(string name)
        {
            var file = (await UploadAsync(owner, ImageFiles.Jpeg(), name))["_id"].GetString()!;
            var sent = (await owner.SendAsync($$"""{ "type": "media", "chatId": "{{chatId}}", "file": "{{file}}" }""")).Expect(HttpStatusCode.Created);
            return (file, sent["_id"].GetString()!, sent["media.url"].GetString()!);
        }

        var (kept, gone) = (await SendFileAsync("kept.jpg"), await SendFileAsync("gone.jpg"));
        (await PatchAsync(owner, chatId, $$"""{ "photo": "{{kept.FileId}}" }""")).Expect(HttpStatusCode.OK);
        foreach (var message in new[] { kept.MessageId, gone.MessageId })
            (await DeleteAsync(owner, message)).Expect(HttpStatusCode.OK);

        await EraseAsync(gone.Url);

        (await Service.Anonymous.GetAsync(kept.Url)).Expect(HttpStatusCode.OK);
    }

    private static async Task<Reply> UploadAsync(Caller caller, byte[] file, string name) =>
        (await caller.SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(Form.File(file, name)))).Expect(HttpStatusCode.Created);

    /// <summary>Does as another node whose clock is ahead, until the bytes are gone, and once more for those that are to stay.</summary>
    private async Task EraseAsync(string url)
    {
        var time = new MovableTime();
        var services = Service.Services;
        var files = new FileLifecycle(services.GetRequiredService<IFileRepository>(), services.GetRequiredService<IMediaStore>(), services.GetRequiredService<IIdGenerator>(), time);
        var erasure = new MessageErasure(services.GetRequiredService<IErasureBacklog>(), files, time);
        for (var rounds = 0; (await Service.Anonymous.GetAsync(url)).Status == HttpStatusCode.OK; rounds++)
        {
            Assert.InRange(rounds, 0, 20);
            time.Ahead += Erasure.Settling + TimeSpan.FromSeconds(5);
            await erasure.SeeToDueAsync(CancellationToken.None);
        }

        (await Service.Anonymous.GetAsync(url)).ExpectError(404, "media.not_found");
        time.Ahead += Erasure.Settling + TimeSpan.FromSeconds(5);
        await erasure.SeeToDueAsync(CancellationToken.None);
    }
}
