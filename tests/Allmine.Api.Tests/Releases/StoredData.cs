using System.Net;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Releases.Agreements;

namespace Allmine.Api.Tests.Releases;

/// <summary>A store with something of everything in it, made by the last release; and what that program has shown of it.</summary>
internal sealed class StoredData
{
    private static readonly byte[] Photo = ImageFiles.Jpeg(64, 48);

    private readonly Dictionary<(string User, string Path), Reply> shown = [];
    private readonly List<(Func<ReleaseNode, Task<Reply>> Repeat, Reply First)> keyed = [];
    private string sender = "";
    private string target = "";
    private string position = "";

    public static async Task<StoredData> MakeAsync(ReleaseNode old)
    {
        var data = new StoredData { sender = await old.NewUserAsync(credits: 100), target = await old.NewUserAsync() };
        await data.SendAsync(old);
        await data.LookAsync(old);
        return data;
    }

    /// <summary>All that was shown is shown again.</summary>
    public async Task ExpectShownAsync(ReleaseNode node)
    {
        foreach (var ((user, path), reply) in shown)
        {
            var again = await node.User(user).GetAsync(path);
            Assert.Equal(reply.Status, again.Status);
            if (path.StartsWith("/media/", StringComparison.Ordinal))
                Assert.Equal(reply.Body, again.Body);
            else
                Agreement.Expect(Build.LastRelease, reply, again);
        }
    }

    /// <summary>What was sent with a key is replayed, and a listener hears all since its last position and nothing else.</summary>
    public async Task ExpectReplayedAsync(ReleaseNode node)
    {
        foreach (var (repeat, first) in keyed)
            Replays.Expect(Build.LastRelease, first, await repeat(node));
        await using var stream = await EventListening.OpenAsync(node.Address, Tokens.ForUser(target), position);
        Assert.Equal("missed", await ContentAsync(stream));
        (await node.User(sender).SendAsync(Bodies.Text(target, "new"))).Expect(HttpStatusCode.Created);
        Assert.Equal("new", await ContentAsync(stream));
    }

    private static async Task<string?> ContentAsync(EventListening stream) => (await stream.NextEventAsync()).Json.GetProperty("content").GetString();

    private async Task SendAsync(ReleaseNode old)
    {
        await KeyedAsync(old, node => node.User(sender).SendAsync(Bodies.Text(target, "şekerli 😀"), Bodies.Key("text")));
        await KeyedAsync(old, node => node.User(sender).SendAsync(HttpMethod.Post, Caller.MessagesPath, Bodies.Upload(target, Photo), Bodies.Key("upload")));
        (await old.User(sender).SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(Form.File(Photo, "lake.jpg", "image/jpeg")))).Expect(HttpStatusCode.Created);
        await KeyedAsync(old, node => node.User(sender).SendAsync(Bodies.Media(target, "lake.jpg"), Bodies.Key("media")));
        await KeyedAsync(old, node => node.User(sender).SendAsync(Bodies.Transfer(target, 25), Bodies.Key("transfer")));
        await KeyedAsync(old, node => node.GrantAsync(target, 7, $"grant-{target}"));
    }

    private async Task KeyedAsync(ReleaseNode old, Func<ReleaseNode, Task<Reply>> send) => keyed.Add((send, (await send(old)).Expect(HttpStatusCode.Created)));

    private async Task LookAsync(ReleaseNode old)
    {
        var sent = keyed[1].First;
        var chat = sent["chatId"].GetString();
        var group = (await old.User(sender).PostAsync("/api/v2/chats", $$"""{ "memberIds": ["{{target}}"], "title": "Group" }""")).Expect(HttpStatusCode.Created)["_id"].GetString();
        var stranger = await old.NewUserAsync();
        (await old.User(target).SendAsync(HttpMethod.Put, $"/api/v2/blocks/{stranger}", null)).Expect(HttpStatusCode.NoContent);
        (await old.User(target).PostAsync($"/api/v2/messages/chat/{chat}/read", """{ "sequence": 2 }""")).Expect(HttpStatusCode.OK);
        await using (var stream = await EventListening.OpenAsync(old.Address, Tokens.ForUser(target)))
        {
            (await old.User(sender).SendAsync($$"""{ "type": "text", "chatId": "{{group}}", "content": "heard" }""")).Expect(HttpStatusCode.Created);
            while (await ContentOfMessageAsync(stream) != "heard")
            {
            }

            position = stream.LastId!;
        }

        (await old.User(sender).SendAsync($$"""{ "type": "text", "chatId": "{{group}}", "content": "missed" }""")).Expect(HttpStatusCode.Created);
        foreach (var user in new[] { sender, target })
        {
            string[] paths =
            [
                "/api/v2/chats", $"/api/v2/messages/chat/{chat}?after=0", $"/api/v2/messages/chat/{group}", $"/api/v2/messages/{sent["_id"].GetString()}",
                "/api/v2/users/me/credits", "/api/v2/users/me/transactions", $"/api/v2/blocks/{stranger}",
                new Uri(sent["media.url"].GetString()!).PathAndQuery, new Uri(sent["media.thumbnail_url"].GetString()!).PathAndQuery,
            ];
            foreach (var path in paths)
                shown.Add((user, path), (await old.User(user).GetAsync(path)).Expect(HttpStatusCode.OK));
        }
    }

    private static async Task<string?> ContentOfMessageAsync(EventListening stream) =>
        await stream.NextEventAsync() is { Name: "message.created" } block ? block.Json.GetProperty("content").GetString() : null;
}
