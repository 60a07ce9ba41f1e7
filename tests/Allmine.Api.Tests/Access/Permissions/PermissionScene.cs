using System.Net;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Access.Permissions;

/// <summary>A group in which everybody is what their column says, with a message of another member.</summary>
internal sealed class PermissionScene
{
    private readonly PermissionCast cast;
    private readonly Dictionary<string, string> own = [];

    private PermissionScene(PermissionCast cast, string groupId, string messageId)
    {
        this.cast = cast;
        (GroupId, MessageId) = (groupId, messageId);
    }

    public string GroupId { get; }

    public string MessageId { get; }

    public static async Task<PermissionScene> MakeAsync(PermissionCast cast)
    {
        Caller[] members = [cast.Second, cast.Admin, cast.OtherAdmin, cast.Member, cast.Former, cast.Blocked, cast.Other];
        var made = await cast.Owner.PostAsync("/api/v2/chats", $$"""{ "title": "Group", "memberIds": ["{{string.Join("\", \"", members.Select(member => member.UserId))}}"] }""");
        var groupId = made.Expect(HttpStatusCode.Created)["_id"].GetString()!;
        foreach (var (member, role) in new[] { (cast.Second, "owner"), (cast.Admin, "admin"), (cast.OtherAdmin, "admin"), (cast.Blocked, "admin") })
            (await cast.Owner.PutAsync($"/api/v2/chats/{groupId}/members/{member.UserId}/role", $$"""{ "role": "{{role}}" }""")).Expect(HttpStatusCode.OK);
        var scene = new PermissionScene(cast, groupId, await SendAsync(cast.Other, groupId));
        await scene.OwnAsync(cast.Former);
        (await cast.Admin.SendAsync(HttpMethod.Delete, $"/api/v2/chats/{groupId}/members/{cast.Former.UserId}", null)).Expect(HttpStatusCode.NoContent);
        return scene;
    }

    /// <summary>Puts what the scene has for the words of a path or of a body.</summary>
    public async Task<string> NameAsync(string text, Who who)
    {
        if (text.Contains("OUTSIDER", StringComparison.Ordinal))
        {
            var outsider = await cast.Service.NewUserAsync();
            (await outsider.SendAsync(HttpMethod.Put, $"/api/v2/blocks/{cast.Blocked.UserId}", null)).Expect(HttpStatusCode.NoContent);
            text = text.Replace("OUTSIDER", outsider.UserId, StringComparison.Ordinal);
        }

        if (text.Contains("OWN", StringComparison.Ordinal))
            text = text.Replace("OWN", await OwnAsync(cast.Service.User(who.UserId)), StringComparison.Ordinal);
        var (directId, directMessage) = cast.Directs.TryGetValue(who.UserId, out var direct) ? direct : cast.Directs[cast.Member.UserId];
        foreach (var (word, value) in new[]
        {
            ("GROUP", GroupId), ("PRIVATE", directId), ("WHISPER", directMessage), ("MESSAGE", MessageId), ("ADMIN", cast.OtherAdmin.UserId), ("SECOND", cast.Second.UserId),
            ("OTHER", cast.Other.UserId), ("SELF", who.UserId),
        })
        {
            text = text.Replace(word, value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A message of the caller's own in the group.</summary>
    private async Task<string> OwnAsync(Caller sender) =>
        own.TryGetValue(sender.UserId, out var id) ? id : own[sender.UserId] = await SendAsync(sender, GroupId);

    private static async Task<string> SendAsync(Caller sender, string chatId) =>
        (await sender.SendAsync($$"""{ "type": "text", "chatId": "{{chatId}}", "content": "Hello" }""")).Expect(HttpStatusCode.Created)["_id"].GetString()!;
}
