using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Life;

namespace Allmine.Api.Tests.Chats;

/// <summary>What the tests of chats that change share, on either store.</summary>
/// <inheritdoc cref="LifeContract" path="/param"/>
public abstract class ChatContract(Service? service) : LifeContract(service)
{
    protected const string ChatsPath = "/api/v2/chats";

    protected static string PathOfChat(string chatId) => $"{ChatsPath}/{chatId}";

    protected static string PathOfMember(string chatId, string userId) => $"{PathOfChat(chatId)}/members/{userId}";

    protected static Task<Reply> PatchAsync(Caller caller, string chatId, string json) => caller.SendAsync(HttpMethod.Patch, PathOfChat(chatId), Caller.JsonBody(json));

    /// <param name="caller">By whom.</param>
    /// <param name="chatId">To which.</param>
    /// <param name="userId">Who.</param>
    /// <param name="history">What they are to see; null to say nothing of it.</param>
    protected static Task<Reply> AddAsync(Caller caller, string chatId, string userId, string? history = null) =>
        caller.SendAsync(HttpMethod.Put, PathOfMember(chatId, userId), history is null ? null : Caller.JsonBody($$"""{ "history": "{{history}}" }"""));

    protected static Task<Reply> RemoveAsync(Caller caller, string chatId, string userId) => caller.SendAsync(HttpMethod.Delete, PathOfMember(chatId, userId), null);

    protected static Task<Reply> LeaveAsync(Caller caller, string chatId) => RemoveAsync(caller, chatId, "me");

    protected static Task<Reply> SetRoleAsync(Caller caller, string chatId, string userId, string role) =>
        caller.PutAsync($"{PathOfMember(chatId, userId)}/role", $$"""{ "role": "{{role}}" }""");

    protected static Task<Reply> SetAsync(Caller caller, string chatId, string json) => caller.PutAsync($"{PathOfChat(chatId)}/settings", json);

    protected static async Task<Reply> ChatAsync(Caller caller, string chatId) => (await caller.GetAsync(PathOfChat(chatId))).Expect(HttpStatusCode.OK);

    protected static async Task<Reply> HistoryAsync(Caller caller, string chatId) =>
        (await caller.GetAsync($"/api/v2/messages/chat/{chatId}?after=0&limit=100")).Expect(HttpStatusCode.OK);

    /// <summary>Each member's identifier and role, as they are listed.</summary>
    protected static IEnumerable<(string Id, string Role)> RolesOf(JsonElement members) =>
        members.EnumerateArray().Select(member => (member.GetProperty("_id").GetString()!, member.GetProperty("role").GetString()!));

    /// <summary>The metadata of the line that came last.</summary>
    protected static async Task<string> LastLineAsync(Caller caller, string chatId) => (await ChatAsync(caller, chatId))["lastMessage.metadata"].GetRawText();

    protected static IEnumerable<string> NamesOf(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    protected static IEnumerable<string> IdsOf(Reply page) => ItemsOf(page).Select(item => item.GetProperty("_id").GetString()!);
}
