using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Microsoft.Extensions.DependencyInjection;
using static Allmine.Api.Tests.Media.MediaServiceFixture;

namespace Allmine.Api.Tests.Media;

/// <summary>Files that are uploaded first and named in messages later.</summary>
public sealed class UploadFileTests(MediaServiceFixture fixture) : IClassFixture<MediaServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Upload_WhenAPhotoComes_ThenTheAnswerTellsAllThatWasMeasured()
    {
        var uploaded = await UploadAsync(await service.NewUserAsync(), ImageFiles.Jpeg(640, 480), "beach.jpg");

        Assert.Equal(
            ["_id", "name", "type", "size", "duration", "width", "height", "url", "thumbnail_url"],
            uploaded.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("beach.jpg", "image", 640, 480), (uploaded["name"].GetString(), uploaded["type"].GetString(), uploaded["width"].GetInt32(), uploaded["height"].GetInt32()));
        Assert.Equal(uploaded["size"].GetInt64(), (await service.Anonymous.GetAsync(Address(uploaded, "url"))).Expect(HttpStatusCode.OK).Body.LongLength);
    }

    [Fact]
    public async Task Send_WhenAnUploadIsNamedByIdOrByName_ThenCarriesIt()
    {
        var time = new MovableTime();
        using var folder = new TemporaryFolder();
        await using var own = new Service(new ServiceOptions(folder.Path) { Replace = services => services.AddSingleton<TimeProvider>(time) });
        var conversation = await own.NewConversationAsync();
        var older = await UploadAsync(conversation.Sender, ImageFiles.Jpeg(64, 48), "same.jpg");
        time.Ahead = TimeSpan.FromSeconds(1);
        var newer = await UploadAsync(conversation.Sender, ImageFiles.Jpeg(32, 24), "same.jpg");

        var byId = (await conversation.Sender.SendAsync(JsonBody(conversation, older["_id"].GetString()!))).Expect(HttpStatusCode.Created);
        var byName = (await conversation.Sender.SendAsync(JsonBody(conversation, "same.jpg"))).Expect(HttpStatusCode.Created);
        var again = (await conversation.Sender.SendAsync(JsonBody(conversation, older["_id"].GetString()!, "text"))).Expect(HttpStatusCode.Created);

        Assert.Equal(Address(older, "url"), Address(byId));
        Assert.Equal(Address(newer, "url"), Address(byName));
        Assert.Equal(Address(older, "url"), Address(again));
        Assert.Equal("words", byId["content"].GetString());
    }

    [Fact]
    public async Task Send_WhenTheFileIsSomebodyElses_ThenItIsNotFound()
    {
        var conversation = await service.NewConversationAsync();
        var uploaded = await UploadAsync(conversation.Target, ImageFiles.Jpeg(), "secret.jpg");

        await fixture.RefusesAsync(conversation, Caller.JsonBody(JsonBody(conversation, uploaded["_id"].GetString()!)), 404, "media.not_found");
        await fixture.RefusesAsync(conversation, Caller.JsonBody(JsonBody(conversation, "secret.jpg", "text")), 404, "media.not_found");
    }

    [Fact]
    public async Task Upload_WhenItIsNoFormWithAFile_ThenIsRefused()
    {
        var conversation = await service.NewConversationAsync();

        await fixture.RefusesAsync(conversation, Caller.JsonBody("{}"), 415, "body.unsupported_type", FilesPath);
        await fixture.RefusesAsync(conversation, Form.Of(Form.Text("type", "media"), Form.File([1], "a")), 400, "validation.type.unknown", FilesPath);
        await fixture.RefusesAsync(conversation, Form.Of(Form.File([1], "a"), Form.File([1], "a")), 400, "validation.file.duplicate", FilesPath);
        await fixture.RefusesAsync(conversation, Form.Of(Form.File([], "a.txt")), 400, "media.unreadable", FilesPath);
    }

    [Fact]
    public async Task Uploads_WhenTheBucketIsEmpty_ThenAreRefusedUntilItFills()
    {
        using var folder = new TemporaryFolder();
        await using var limited = new Service(new ServiceOptions(folder.Path) { Settings = new Dictionary<string, string> { ["RateLimits:UploadsPerMinute"] = "2" } });
        var user = await limited.NewUserAsync();
        await UploadAsync(user, ImageFiles.Jpeg(), "1.jpg");
        await UploadAsync(user, ImageFiles.Jpeg(), "2.jpg");

        (await user.SendAsync(HttpMethod.Post, FilesPath, Form.Of(Form.File(ImageFiles.Jpeg(), "3.jpg")))).ExpectError(429, "rate.limited");
        await UploadAsync(await limited.NewUserAsync(), ImageFiles.Jpeg(), "1.jpg");
    }

    [Fact]
    public async Task Upload_WhenNobodyAsks_ThenIsRefused()
    {
        (await service.Anonymous.SendAsync(HttpMethod.Post, FilesPath, Form.Of(Form.File(ImageFiles.Jpeg(), "1.jpg")))).ExpectError(401, "auth.required");
        (await service.Backend.SendAsync(HttpMethod.Post, FilesPath, Form.Of(Form.File(ImageFiles.Jpeg(), "1.jpg")))).ExpectError(403, "auth.forbidden");
    }
}
