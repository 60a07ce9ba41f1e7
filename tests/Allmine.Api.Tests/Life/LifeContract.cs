using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Life;

/// <summary>What the tests of a message's life share, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
public abstract class LifeContract(Service? service)
{
    protected Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    /// <summary>A group of these, the first of whom is its admin, with a text of the second.</summary>
    protected async Task<(Caller Admin, Caller Member, Caller Other, string ChatId, string MessageId)> NewGroupAsync()
    {
        var (admin, member, other) = (await Service.NewUserAsync(), await Service.NewUserAsync(), await Service.NewUserAsync());
        var chat = await admin.PostAsync("/api/v2/chats", $$"""{ "memberIds": ["{{member.UserId}}", "{{other.UserId}}"], "title": "Group" }""");
        var chatId = chat.Expect(HttpStatusCode.Created)["_id"].GetString()!;
        return (admin, member, other, chatId, await SendAsync(member, chatId));
    }

    protected static async Task<string> SendAsync(Caller sender, string chatId, string content = "Hello there!") =>
        (await sender.SendAsync($$"""{ "type": "text", "chatId": "{{chatId}}", "content": "{{content}}" }""")).Expect(HttpStatusCode.Created)["_id"].GetString()!;

    /// <summary>A message of the conversation that moves credits.</summary>
    protected async Task<string> SendCreditsAsync(Conversation conversation)
    {
        (await Service.Backend.PostAsync($"/api/v2/users/{conversation.Sender.UserId}/credits", """{ "amount": 10 }""", ("Idempotency-Key", Guid.NewGuid().ToString()))).Expect(HttpStatusCode.Created);
        var sent = await conversation.Sender.SendAsync(
            $$"""{ "type": "credit_transfer", "chatId": "{{conversation.ChatId}}", "creditTransfer": { "amount": 1 } }""", ("Idempotency-Key", Guid.NewGuid().ToString()));
        return sent.Expect(HttpStatusCode.Created)["_id"].GetString()!;
    }

    protected static string PathOf(string messageId) => $"/api/v2/messages/{messageId}";

    protected static Task<Reply> EditAsync(Caller caller, string messageId, string json, params (string Name, string Value)[] headers) =>
        caller.SendAsync(HttpMethod.Patch, PathOf(messageId), Caller.JsonBody(json), headers);

    protected static Task<Reply> DeleteAsync(Caller caller, string messageId) => caller.SendAsync(HttpMethod.Delete, PathOf(messageId), null);

    protected static Task<Reply> ReactAsync(Caller caller, string messageId, string emoji, bool isSet = true) =>
        caller.SendAsync(isSet ? HttpMethod.Put : HttpMethod.Delete, $"{PathOf(messageId)}/reactions/{Uri.EscapeDataString(emoji)}", null);

    protected static Task<Reply> PinAsync(Caller caller, string messageId, bool isSet = true) =>
        caller.SendAsync(isSet ? HttpMethod.Put : HttpMethod.Delete, $"{PathOf(messageId)}/pin", null);

    protected static async Task<Reply> ReadAsync(Caller caller, string messageId) => (await caller.GetAsync(PathOf(messageId))).Expect(HttpStatusCode.OK);

    protected static async Task<Reply> ChangesAsync(Caller caller, string chatId, long after = 0, int limit = 100) =>
        (await caller.GetAsync($"/api/v2/chats/{chatId}/changes?after={after}&limit={limit}")).Expect(HttpStatusCode.OK);

    protected static async Task<long> LastChangeAsync(Caller caller, string chatId) => (await ChangesAsync(caller, chatId))["lastChange"].GetInt64();

    protected static IEnumerable<JsonElement> ItemsOf(Reply page) => page["items"].EnumerateArray();

    protected static IEnumerable<long> NumbersOf(Reply page) => ItemsOf(page).Select(item => item.GetProperty("change").GetInt64());
}
