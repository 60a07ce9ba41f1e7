using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests;

/// <summary>The call of the documentation, on the data that Development starts with.</summary>
public sealed partial class DocumentedCallTests
{
    private const string Sender = "64d15f9e2e6c8f4d5a111111";
    private const string Target = "64d15f9e2e6c8f4d5a654321";
    private const string Chat = "64d15f9e2e6c8f4d5a123456";

    private const string Body =
        """
        { "type": "text", "chatId": "64d15f9e2e6c8f4d5a123456", "targetUserId": "64d15f9e2e6c8f4d5a654321",
                "content": "Hello there!", "file": "profile-photo.jpg" }
        """;

    [Fact]
    public async Task Send_WhenOnAFreshStore_ThenAnswersTheDocumentedShape()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path));

        var sent = (await service.User(Sender).SendAsync(Body)).Expect(HttpStatusCode.Created);

        var id = sent["_id"].GetString()!;
        var media = sent["media"];
        // Byte for byte: the names, their order, and nothing between them.
        Assert.Equal(
            Documented(id, media.GetProperty("url"), media.GetProperty("size"), media.GetProperty("thumbnail_url"), sent["createdAt"]),
            sent.Text);
        Assert.Matches(IdForm(), id);
        Assert.Matches(TimeForm(), sent["createdAt"].GetString());
        Assert.Equal("application/json; charset=utf-8", sent.Header("Content-Type"));
        Assert.Equal($"/api/v2/messages/{id}", sent.Header("Location"));
        Assert.False(string.IsNullOrEmpty(sent.Header("X-Request-Id")));

        var read = (await service.User(Target).GetAsync(sent.Header("Location")!)).Expect(HttpStatusCode.OK);
        Assert.Equal(sent.Text, read.Text);
    }

    [Theory]
    [InlineData("url")]
    [InlineData("thumbnail_url")]
    public async Task Media_WhenOfTheDocumentedCall_ThenIsAJpegForWhoeverHasItsAddress(string property)
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path));
        var media = (await service.User(Sender).SendAsync(Body)).Expect(HttpStatusCode.Created)["media"];
        var url = media.GetProperty(property).GetString()!;
        Assert.StartsWith(service.Address.ToString(), url, StringComparison.Ordinal);

        var picture = (await service.Anonymous.GetAsync(url)).Expect(HttpStatusCode.OK);

        Assert.Equal("image/jpeg", picture.Header("Content-Type"));
        Assert.Equal("nosniff", picture.Header("X-Content-Type-Options"));
        Assert.Equal([0xFF, 0xD8, 0xFF], picture.Body[..3]);
        if (property == "url")
            Assert.Equal(media.GetProperty("size").GetInt64(), picture.Body.LongLength);

        var part = (await service.Anonymous.GetAsync(url, ("Range", "bytes=1-3"))).Expect(HttpStatusCode.PartialContent);
        Assert.Equal(picture.Body[1..4], part.Body);
    }

    [Fact]
    public async Task Media_WhenTheSettingNamesAnotherOrigin_ThenAddressesStartWithIt()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["Media:PublicBaseUrl"] = "https://cdn.example.com/files/" },
        });

        var media = (await service.User(Sender).SendAsync(Body)).Expect(HttpStatusCode.Created)["media"];

        Assert.StartsWith("https://cdn.example.com/files/media/", media.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_WhenStartedAgainOnTheSameFolder_ThenHasKeptEverything()
    {
        using var folder = new TemporaryFolder();
        Reply sent;
        await using (var before = new Service(new ServiceOptions(folder.Path)))
            sent = (await before.User(Sender).SendAsync(Body, ("Idempotency-Key", "documented"))).Expect(HttpStatusCode.Created);

        await using var after = new Service(new ServiceOptions(folder.Path));

        var kept = (await after.User(Sender).GetAsync(sent.Header("Location")!)).Expect(HttpStatusCode.OK);
        Assert.Equal(WithoutAddresses(sent), WithoutAddresses(kept));
        var replayed = (await after.User(Sender).SendAsync(Body, ("Idempotency-Key", "documented"))).Expect(HttpStatusCode.Created);
        Assert.Equal("true", replayed.Header("Idempotent-Replayed"));
        Assert.Equal(WithoutAddresses(sent), WithoutAddresses(replayed));
        var next = (await after.User(Sender).SendAsync(Body)).Expect(HttpStatusCode.Created);
        Assert.Equal(2, next["sequence"].GetInt64());
        // The seed was not sown a second time: the same photo goes with the message.
        Assert.Equal(new Uri(sent["media"].GetProperty("url").GetString()!).AbsolutePath, new Uri(next["media"].GetProperty("url").GetString()!).AbsolutePath);
    }

    private static string Documented(string id, JsonElement url, JsonElement size, JsonElement thumbnail, JsonElement time) =>
        string.Concat(
            $$"""
            {"_id":"{{id}}","chatId":"{{Chat}}","senderId":"{{Sender}}","type":"text","content":"Hello there!",
            "media":{"url":"{{url}}","type":"image","name":"profile-photo.jpg","size":{{size}},
            "duration":null,"width":640,"height":480,"thumbnail_url":"{{thumbnail}}"},
            "creditTransfer":null,"readBy":[],"createdAt":"{{time}}","updatedAt":"{{time}}","sequence":1,"metadata":null,"silent":false,"replyTo":null,"mentions":[],
            "version":1,"editedAt":null,"deletedAt":null,"reactions":[],"pinnedAt":null,"deliveredTo":[],"change":1}
            """.Split('\n'));

    /// <summary>The port is another one after a restart.</summary>
    private static string WithoutAddresses(Reply reply) => Origin().Replace(JsonSerializer.Serialize(reply.Json), "");

    [GeneratedRegex("^[0-9a-f]{24}$")]
    private static partial Regex IdForm();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex TimeForm();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Origin();
}
