using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Hosting.Callers;

/// <summary>A direct chat with one message in it, and its two users; a test has it to itself.</summary>
public sealed record Conversation(string ChatId, Caller Sender, Caller Target)
{
    public string TextBody(string content = "Hello there!") =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["type"] = "text", ["chatId"] = ChatId, ["content"] = content });

    public async Task<Reply> SendAsync(string content = "Hello there!", params (string Name, string Value)[] headers) =>
        (await Sender.SendAsync(TextBody(content), headers)).Expect(HttpStatusCode.Created);

    /// <summary>The chat's whole history as its other member reads it, to be compared before and after.</summary>
    public async Task<string> HistoryAsync() =>
        (await Target.GetAsync($"/api/v2/messages/chat/{ChatId}?limit=100")).Expect(HttpStatusCode.OK).Text;

    public async Task<int> CountAsync() =>
        (await Target.GetAsync($"/api/v2/messages/chat/{ChatId}?limit=100")).Expect(HttpStatusCode.OK)["items"].GetArrayLength();
}
