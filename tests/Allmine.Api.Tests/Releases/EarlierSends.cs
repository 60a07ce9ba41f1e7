using System.Net;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Releases.Agreements;

namespace Allmine.Api.Tests.Releases;

/// <summary>A send, a transfer, a refused one and a grant, which one node has answered and another one is to repeat.</summary>
internal sealed record EarlierSends(Build Build, string Sender, string Recipient, Reply Text, Reply Transfer, Reply Refusal, Reply Grant)
{
    private const string TextKey = "text";
    private const string TransferKey = "transfer";
    private const string RefusalKey = "refusal";

    public static async Task<EarlierSends> SendAsync(ReleaseNode node)
    {
        var (sender, recipient) = (await node.NewUserAsync(), await node.NewUserAsync());
        var grant = (await GrantAsync(node, sender)).Expect(HttpStatusCode.Created);
        return new EarlierSends(
            node.Build,
            sender,
            recipient,
            (await TextAsync(node, sender, recipient)).Expect(HttpStatusCode.Created),
            (await TransferAsync(node, sender, recipient, 25, TransferKey)).Expect(HttpStatusCode.Created),
            (await TransferAsync(node, sender, recipient, 1000, RefusalKey)).Expect(HttpStatusCode.Conflict),
            grant);
    }

    /// <summary>All of it again: the other node gives the same answers as replays, and nothing happens twice.</summary>
    public async Task ExpectReplayedAsync(ReleaseNode node)
    {
        foreach (var (first, again) in new[]
        {
            (Text, await TextAsync(node, Sender, Recipient)),
            (Transfer, await TransferAsync(node, Sender, Recipient, 25, TransferKey)),
            (Grant, await GrantAsync(node, Sender)),
        })
        {
            Replays.Expect(Build, first, again);
        }

        Replays.ExpectRefusal(Refusal, await TransferAsync(node, Sender, Recipient, 1000, RefusalKey));
        Assert.Equal(75, (await node.User(Sender).GetAsync("/api/v2/users/me/credits"))["balance"].GetInt64());
        var chat = Text["chatId"].GetString();
        Assert.Equal(2, (await node.User(Sender).GetAsync($"/api/v2/messages/chat/{chat}?after=0"))["items"].GetArrayLength());
    }

    private static Task<Reply> TextAsync(ReleaseNode node, string sender, string recipient) =>
        node.User(sender).SendAsync(Bodies.Text(recipient, "Merhaba"), Bodies.Key(TextKey));

    private static Task<Reply> TransferAsync(ReleaseNode node, string sender, string recipient, long amount, string key) =>
        node.User(sender).SendAsync(Bodies.Transfer(recipient, amount), Bodies.Key(key));

    private static Task<Reply> GrantAsync(ReleaseNode node, string user) => node.GrantAsync(user, 100, $"grant-{user}");
}
