using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Allmine.Api.Http.Bodies;
using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Api.WarmUp;

/// <summary>One call of every kind that callers wait for.</summary>
internal sealed class RehearsedCalls(RehearsedCaller caller, IIdGenerator ids, CancellationToken ending)
{
    private const string Messages = "/api/v2/messages";
    private const string Boundary = "rehearsal";

    /// <summary>The smallest picture: a transparent pixel, as PNG.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    /// <summary>The users are new each time, so that no limit is reached.</summary>
    public async Task RunAsync()
    {
        var (sender, target) = (ids.NewId<User>(), ids.NewId<User>());
        await PostAsync(ids.NewId<User>(), CallerRole.Service, $"/api/v2/users/{sender}/credits", """{ "amount": 100 }""", StatusCodes.Status201Created, "grant");
        var first = await SendAsync(sender, $$"""{ "type": "text", "targetUserId": "{{target}}", "content": "rehearsal" }""", key: "first");
        var (chat, message) = (first.GetProperty("chatId").GetString(), first.GetProperty("_id").GetString());
        await SendAsync(sender, $$"""{ "type": "text", "chatId": "{{chat}}", "content": "rehearsal" }""", key: "second");
        await SendAsync(sender, $$"""{ "type": "text", "chatId": "{{chat}}", "targetUserId": "{{target}}", "content": "rehearsal" }""", key: null);
        await GetAsync(sender, $"{Messages}/{message}");
        await GetAsync(sender, $"{Messages}/chat/{chat}?limit=10");
        await GetAsync(sender, "/api/v2/chats");
        await GetAsync(sender, $"{Messages}/outcome", key: "first");
        await SendAsync(
            sender, $$"""{ "type": "credit_transfer", "targetUserId": "{{target}}", "creditTransfer": { "amount": 1 } }""", key: "transfer");
        await GetAsync(sender, "/api/v2/users/me/credits");
        await GetAsync(sender, "/api/v2/users/me/transactions");
        await PostAsync(sender, CallerRole.User, $"{Messages}?dryRun=true", $$"""{ "type": "text", "targetUserId": "{{target}}", "content": "rehearsal" }""", StatusCodes.Status200OK);
        await PostAsync(sender, CallerRole.User, Messages, $$"""{ "type": "text", "targetUserId": "{{target}}", "content": " " }""", StatusCodes.Status400BadRequest);
        await caller.CallAsync(
            sender, CallerRole.User, HttpMethods.Post, $"{Messages}?dryRun=true", StatusCodes.Status200OK, Form(target), null, $"{MultipartForm.MediaType}; boundary={Boundary}", ending);
    }

    private Task<JsonElement> SendAsync(Id<User> sender, string body, string? key) =>
        PostAsync(sender, CallerRole.User, Messages, body, StatusCodes.Status201Created, key);

    private Task<JsonElement> PostAsync(Id<User> user, CallerRole role, string address, string body, int expected, string? key = null) =>
        caller.CallAsync(user, role, HttpMethods.Post, address, expected, Encoding.UTF8.GetBytes(body), key, MediaTypeNames.Application.Json, ending);

    private Task<JsonElement> GetAsync(Id<User> user, string address, string? key = null) =>
        caller.CallAsync(user, CallerRole.User, HttpMethods.Get, address, StatusCodes.Status200OK, null, key, MediaTypeNames.Application.Json, ending);

    private static byte[] Form(Id<User> target) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
            --{Boundary}
            Content-Disposition: form-data; name="type"

            media
            --{Boundary}
            Content-Disposition: form-data; name="targetUserId"

            {target}
            --{Boundary}
            Content-Disposition: form-data; name="file"; filename="rehearsal.png"
            Content-Type: image/png


            """).ReplaceLineEndings("\r\n")),
        .. Picture,
        .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n"),
    ];
}
