using System.Net.Http.Headers;
using System.Text;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Hosting.Callers;

/// <summary>Somebody who calls the service with a token, or without.</summary>
public sealed class Caller(HttpClient http, string? token, string userId = "", bool asksLastRelease = false)
{
    public const string MessagesPath = "/api/v2/messages";

    /// <summary>The user in whose name the calls are made.</summary>
    public string UserId { get; } = userId;

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> PutAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, JsonBody(json), headers);

    /// <summary>Posts to <c>/api/v2/messages</c>.</summary>
    public Task<Reply> SendAsync(string json, params (string Name, string Value)[] headers) => PostAsync(MessagesPath, json, headers);

    public Task<Reply> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, JsonBody(json), headers);

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), $"The header {name} can't be sent.");
        using var response = await http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply(response.StatusCode, all, await response.Content.ReadAsByteArrayAsync()) { IsOfLastRelease = asksLastRelease };
    }

    public static HttpContent JsonBody(string json) => JsonBody(Encoding.UTF8.GetBytes(json));

    public static HttpContent JsonBody(byte[] bytes) =>
        new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
