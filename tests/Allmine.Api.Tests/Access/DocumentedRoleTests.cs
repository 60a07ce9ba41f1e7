using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Credits;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Media;
using Allmine.Application.Media;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Allmine.Api.Tests.Access;

/// <summary>
/// The whole API on a MongoDB with access control, as a user who has the roles that docs/data-model.md tells operators to create,
/// and no other right.
/// </summary>
public sealed class DocumentedRoleTests
{
    private const string User = "service";

    private static readonly string[] Reads = ["GET", "HEAD"];

    private readonly HashSet<string> made = [];

    [SkippableFact]
    public async Task Api_WhenTheUserHasTheDocumentedRoles_ThenEveryCallWorks()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var folder = new TemporaryFolder();
        using var server = await GuardedMongoServer.StartAsync();
        var roles = DocumentedRoles.In(await File.ReadAllTextAsync(RepositoryFile.At("docs", "data-model.md")));
        foreach (var (role, privileges) in roles)
            await server.AddRoleAsync(role, privileges);
        await server.AddUserAsync(User, [.. roles.Keys]);
        var time = new MovableTime();
        // The schema is made by somebody who may; on this database nothing else is done by them.
        await using (var first = Start(folder, server.ConnectionString, time))
            await first.UntilReadyAsync();

        await using var service = Start(folder, server.ConnectionStringOf(User), time);

        await service.UntilReadyAsync();
        var (sender, target) = (await NewUserAsync(service), await NewUserAsync(service));
        await using var events = await EventListening.OpenAsync(service, target.UserId);
        made.Add("GET /api/v2/events");
        await events.NextAsync();
        var chatId = await SendAsync(sender, target);
        await SendFilesAsync(service, sender, chatId);
        await SendFilmAsync(sender, chatId);
        await SendCreditsAsync(service, sender, target);
        await ReadAsync(sender, target, chatId);
        await AlterAsync(sender, target, chatId);
        await BlockAsync(sender, target);
        await ChangeChatAsync(service, sender, target);
        await ExpectEventsAsync(events);
        await HearAsync(service);
        await SweepAsync(service, server, sender, time);
        await service.ExpectSoundStoreAsync();
        await CallAsync(service.Anonymous, "POST /api/dev/token", 200, $$"""{ "userId": "{{sender.UserId}}" }""");
        // Who may not remove a message may not remove all of them.
        await CallAsync(service.Anonymous, "POST /api/dev/reset", 409, "");
        // Another node of a store that is there already, under the same roles.
        await using (var second = Start(folder, server.ConnectionStringOf(User), time))
            await second.UntilReadyAsync();
        Assert.Empty(Documented().Except(made));
        // The first line names the store.
        Assert.DoesNotContain(service.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal)
            || (line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("MongoDB", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Ready_WhenARightIsMissing_ThenItIsNamedInTheCallersLanguage()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var folder = new TemporaryFolder();
        using var server = await GuardedMongoServer.StartAsync();
        var roles = DocumentedRoles.In(await File.ReadAllTextAsync(RepositoryFile.At("docs", "data-model.md")));
        await server.AddRoleAsync(DocumentedRoles.Service, [.. roles[DocumentedRoles.Service].Where(privilege => privilege["resource"]["collection"] != "read_markers")]);
        await server.AddRoleAsync(DocumentedRoles.Files, roles[DocumentedRoles.Files]);
        await server.AddUserAsync(User, [.. roles.Keys]);
        await using (var first = Start(folder, server.ConnectionString, new MovableTime()))
            await first.UntilReadyAsync();

        await using var service = Start(folder, server.ConnectionStringOf(User), new MovableTime());

        var ready = (await service.Anonymous.GetAsync("/health/ready")).ExpectError(503, "store.right_missing");
        Assert.Contains("insert (allmine.read_markers), update (allmine.read_markers)", ready.Errors[1], StringComparison.Ordinal);
        var turkish = (await service.Anonymous.GetAsync("/health/ready", ("X-Language", "tr"))).ExpectError(503, "store.right_missing");
        Assert.Contains("insert (allmine.read_markers), update (allmine.read_markers)", turkish.Errors[1], StringComparison.Ordinal);
        Assert.NotEqual(ready.Errors[1], turkish.Errors[1]);
        Assert.Single(service.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("insert (allmine.read_markers)", StringComparison.Ordinal));
        (await service.Anonymous.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
        await server.ChangeRoleAsync(DocumentedRoles.Service, roles[DocumentedRoles.Service]);
        await service.UntilReadyAsync();
    }

    private static Service Start(TemporaryFolder folder, string connectionString, MovableTime time) => new(new ServiceOptions(folder.Path)
    {
        WarmsUp = true,
        Settings = new Dictionary<string, string> { ["ConnectionStrings:MongoDB"] = connectionString, ["Media:FilmTime"] = "00:00:00" },
        Replace = services => services
            .Replace(ServiceDescriptor.Singleton<TimeProvider>(time))
            .AddSingleton(new VideoThumbnailer(FilmProgram.Write(folder.Path), probe: "no-such-program")),
    });

    /// <summary>Every call of the OpenAPI document.</summary>
    private static IEnumerable<string> Documented()
    {
        var document = JsonDocument.Parse(File.ReadAllText(RepositoryFile.At("docs", "openapi-v2.json")));
        return document.RootElement.GetProperty("paths").EnumerateObject().Where(path => !path.Name.Contains('#', StringComparison.Ordinal)).SelectMany(path => path.Value.EnumerateObject()
            .Where(operation => operation.Value.ValueKind == JsonValueKind.Object && operation.Value.TryGetProperty("responses", out _))
            .Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
    }

    private async Task<Caller> NewUserAsync(Service service)
    {
        var id = Tokens.NewId();
        await CallAsync(service.Backend, "PUT /api/v2/users/{userId}", 201, """{ "username": "somebody" }""", id);
        await CallAsync(service.Backend, "PUT /api/v2/users/{userId}", 200, """{ "username": "somebody else" }""", id);
        return service.User(id);
    }

    /// <summary>The feed, and a webhook that is off: nothing is sent.</summary>
    private async Task HearAsync(Service service)
    {
        await CallAsync(service.Backend, "GET /api/v2/feed", 200);
        (await service.Backend.SendAsync(HttpMethod.Head, "/api/v2/feed/stream", body: null)).Expect(HttpStatusCode.OK);
        made.Add("GET /api/v2/feed/stream");
        const string Off = """{ "url": "https://hooks.example.com/", "active": false }""";
        await CallAsync(service.Backend, "PUT /api/v2/webhooks/{name}", 201, Off, "push");
        await CallAsync(service.Backend, "PUT /api/v2/webhooks/{name}", 200, """{ "types": ["message.created"] }""", "push");
        await CallAsync(service.Backend, "GET /api/v2/webhooks", 200);
        await CallAsync(service.Backend, "GET /api/v2/webhooks/{name}", 200, null, "push");
        await CallAsync(service.Backend, "POST /api/v2/webhooks/{name}/rotate", 200, null, "push");
        await CallAsync(service.Backend, "POST /api/v2/webhooks/{name}/replay", 202, """{ "from": "now" }""", "push");
        await CallAsync(service.Backend, "GET /api/v2/webhooks/{name}/deliveries", 200, null, "push");
        (await service.Backend.PostAsync("/api/v2/webhooks/push/deliveries/0/retry", "")).ExpectError(404, "delivery.not_found");
        made.Add("POST /api/v2/webhooks/{name}/deliveries/{deliveryId}/retry");
        // Of a webhook that is not there: no test sends anything beyond this machine.
        await CallAsync(service.Backend, "POST /api/v2/webhooks/{name}/test", 404, null, "nobodys");
        await CallAsync(service.Backend, "DELETE /api/v2/webhooks/{name}", 204, null, "push");
        await CallAsync(service.Anonymous, "GET /api/dev/webhook-inbox", 200);
    }

    /// <summary>Texts: the first of a new chat, with a key and repeated, dry, and in a group.</summary>
    private async Task<string> SendAsync(Caller sender, Caller target)
    {
        const string Messages = "POST /api/v2/messages";
        var first = await CallAsync(sender, Messages, 201, $$"""{ "type": "text", "targetUserId": "{{target.UserId}}", "content": "first" }""");
        var chatId = first["chatId"].GetString()!;
        var body = $$"""{ "type": "text", "chatId": "{{chatId}}", "content": "second" }""";
        var sent = await CallAsync(sender, Messages, 201, body, headers: [CreditCalls.Key("key")]);
        Assert.Equal(sent.Text, (await CallAsync(sender, Messages, 201, body, headers: [CreditCalls.Key("key")])).Text);
        (await sender.PostAsync($"{Caller.MessagesPath}?dryRun=true", body)).Expect(HttpStatusCode.OK);
        await CallAsync(sender, "GET /api/v2/messages/outcome", 200, headers: [CreditCalls.Key("key")]);
        await CallAsync(sender, "GET /api/v2/messages/{messageId}", 200, null, sent["_id"].GetString()!);
        var item = $$"""{ "type": "text", "targetUserId": "{{target.UserId}}", "content": "mine", "metadata": { "order": 1 }, "replyTo": "{{sent["_id"].GetString()}}", "mentions": ["{{target.UserId}}"] }""";
        foreach (var (atomic, status) in new[] { ("false", 200), ("true", 201) })
        {
            var key = CreditCalls.Key($"batch-{atomic}");
            await CallAsync(sender, "POST /api/v2/messages/batch", status, $$"""{ "atomic": {{atomic}}, "items": [{{item}}] }""", headers: [key]);
            await CallAsync(sender, "GET /api/v2/messages/batch/outcome", 200, headers: [key]);
        }

        var group = await CallAsync(sender, "POST /api/v2/chats", 201, $$"""{ "memberIds": ["{{target.UserId}}"], "title": "Group" }""");
        await CallAsync(target, Messages, 201, $$"""{ "type": "text", "chatId": "{{group["_id"].GetString()}}", "content": "third" }""");
        await CallAsync(sender, "POST /api/v2/chats", 200, $$"""{ "memberIds": ["{{target.UserId}}"] }""");
        return chatId;
    }

    /// <summary>A photo with its message, one before it, and one that is read back.</summary>
    private async Task SendFilesAsync(Service service, Caller sender, string chatId)
    {
        var form = Form.Of(Form.Text("type", "media"), Form.Text("chatId", chatId), Form.File(ImageFiles.Jpeg(64, 48), "beach.jpg"));
        var sent = (await sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, form)).Expect(HttpStatusCode.Created);
        (await service.Anonymous.GetAsync(new Uri(sent["media.url"].GetString()!).AbsolutePath)).Expect(HttpStatusCode.OK);
        await UploadAsync(sender, "later.jpg");
        await CallAsync(sender, "POST /api/v2/messages", 201, $$"""{ "type": "media", "chatId": "{{chatId}}", "file": "later.jpg" }""");
    }

    private async Task UploadAsync(Caller sender, string name)
    {
        (await sender.SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(Form.File(ImageFiles.Jpeg(64, 48), name)))).Expect(HttpStatusCode.Created);
        made.Add("POST /api/v2/files");
    }

    /// <summary>Its thumbnail comes later, and is an event of its own.</summary>
    private static async Task SendFilmAsync(Caller sender, string chatId) => (await sender.SendAsync(
        HttpMethod.Post, Caller.MessagesPath, Form.Of(Form.Text("type", "media"), Form.Text("chatId", chatId), Form.File(IsoFiles.Film(), "film.mp4")))).Expect(HttpStatusCode.Created);

    private async Task SendCreditsAsync(Service service, Caller sender, Caller target)
    {
        await CallAsync(service.Backend, "POST /api/v2/users/{userId}/credits", 201, """{ "amount": 5 }""", sender.UserId, [CreditCalls.Key("grant")]);
        await CallAsync(sender, "POST /api/v2/messages", 201, CreditCalls.TransferBody(target, 5), headers: [CreditCalls.Key("paid")]);
        await CallAsync(sender, "POST /api/v2/messages", 409, CreditCalls.TransferBody(target, 5), headers: [CreditCalls.Key("refused")]);
        Assert.Equal(target.UserId, (await CallAsync(target, "GET /api/v2/users/me", 200))["_id"].GetString());
        Assert.Equal(5, (await CallAsync(target, "GET /api/v2/users/me/credits", 200))["balance"].GetInt64());
        foreach (var call in new[] { "GET /api/v2/users/{userId}", "GET /api/v2/users/{userId}/credits", "GET /api/v2/users/{userId}/transactions" })
            await CallAsync(service.Backend, call, 200, null, target.UserId);
        await CallAsync(sender, "GET /api/v2/users/me/transactions", 200);
    }

    private async Task ReadAsync(Caller sender, Caller target, string chatId)
    {
        await CallAsync(target, "GET /api/v2/chats", 200);
        await CallAsync(target, "GET /api/v2/messages/chat/{chatId}", 200, null, chatId);
        await CallAsync(target, "POST /api/v2/messages/chat/{chatId}/read", 200, """{ "sequence": 1 }""", chatId);
        await CallAsync(sender, "POST /api/v2/messages/chat/{chatId}/read", 200, """{ "sequence": 2 }""", chatId);
        await CallAsync(target, "POST /api/v2/messages/chat/{chatId}/delivered", 200, """{ "sequence": 2 }""", chatId);
    }

    /// <summary>A photo is edited, reacted to, pinned and deleted; its file goes.</summary>
    private async Task AlterAsync(Caller sender, Caller target, string chatId)
    {
        var form = Form.Of(Form.Text("type", "media"), Form.Text("chatId", chatId), Form.File(ImageFiles.Jpeg(64, 48), "gone.jpg"));
        var id = (await sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, form)).Expect(HttpStatusCode.Created)["_id"].GetString()!;
        await CallAsync(sender, "PATCH /api/v2/messages/{messageId}", 200, """{ "content": "a caption" }""", id);
        await CallAsync(sender, "GET /api/v2/messages/{messageId}/versions", 200, null, id);
        foreach (var method in new[] { "PUT", "DELETE" })
        {
            (await target.SendAsync(new HttpMethod(method), $"/api/v2/messages/{id}/reactions/a", null)).Expect(HttpStatusCode.OK);
            made.Add($"{method} /api/v2/messages/{{messageId}}/reactions/{{emoji}}");
            await CallAsync(target, $"{method} /api/v2/messages/{{messageId}}/pin", 200, null, id);
        }

        await CallAsync(target, "GET /api/v2/messages/{messageId}/reactions", 200, null, id);
        await CallAsync(target, "GET /api/v2/chats/{chatId}/pins", 200, null, chatId);
        await CallAsync(sender, "DELETE /api/v2/messages/{messageId}", 200, null, id);
        await CallAsync(target, "GET /api/v2/chats/{chatId}/changes", 200, null, chatId);
        await CallAsync(target, "POST /api/v2/sync", 200, $$"""{ "chats": { "{{chatId}}": 0 } }""");
        (await target.GetAsync($"{Caller.MessagesPath}?ids={id}")).Expect(HttpStatusCode.OK);
        made.Add("GET /api/v2/messages");
    }

    private async Task BlockAsync(Caller sender, Caller target)
    {
        await CallAsync(sender, "PUT /api/v2/blocks/{userId}", 204, string.Empty, target.UserId);
        await CallAsync(sender, "GET /api/v2/blocks/{userId}", 200, null, target.UserId);
        await CallAsync(sender, "GET /api/v2/blocks", 200);
        await CallAsync(sender, "DELETE /api/v2/blocks/{userId}", 204, null, target.UserId);
    }

    /// <summary>A group that is made with a key, and all that can change of it.</summary>
    private async Task ChangeChatAsync(Service service, Caller sender, Caller target)
    {
        var newcomer = await NewUserAsync(service);
        var body = $$"""{ "memberIds": ["{{target.UserId}}"], "title": "Another" }""";
        var chatId = (await CallAsync(sender, "POST /api/v2/chats", 201, body, headers: [CreditCalls.Key("group")]))["_id"].GetString()!;
        await CallAsync(sender, "POST /api/v2/chats", 201, body, headers: [CreditCalls.Key("group")]);
        await UploadAsync(sender, "first.jpg");
        await UploadAsync(sender, "second.jpg");
        foreach (var photo in new[] { "first.jpg", "second.jpg" })
            await CallAsync(sender, "PATCH /api/v2/chats/{chatId}", 200, $$"""{ "title": "{{photo}}", "photo": "{{photo}}" }""", chatId);
        async Task MemberAsync(string method, string suffix, int status, string? json)
        {
            (await sender.SendAsync(new HttpMethod(method), $"/api/v2/chats/{chatId}/members/{newcomer.UserId}{suffix}", json is null ? null : Caller.JsonBody(json)))
                .Expect((HttpStatusCode)status);
            made.Add($"{method} /api/v2/chats/{{chatId}}/members/{{userId}}{suffix}");
        }

        await MemberAsync("PUT", string.Empty, 201, """{ "history": "all" }""");
        await MemberAsync("PUT", "/role", 200, """{ "role": "admin" }""");
        await CallAsync(target, "PUT /api/v2/chats/{chatId}/settings", 200, """{ "archived": true, "pinned": true }""", chatId);
        await CallAsync(newcomer, "POST /api/v2/messages/chat/{chatId}/read", 200, """{ "sequence": 2 }""", chatId);
        await CallAsync(newcomer, "GET /api/v2/chats/{chatId}", 200, null, chatId);
        foreach (var call in new[] { "GET /api/v2/chats/{chatId}", "GET /api/v2/chats/{chatId}/changes", "GET /api/v2/chats/{chatId}/pins", "GET /api/v2/messages/chat/{chatId}" })
            await CallAsync(service.Backend, call, 200, null, chatId);
        await MemberAsync("DELETE", string.Empty, 204, null);
        await MemberAsync("PUT", string.Empty, 201, null);
        (await target.GetAsync("/api/v2/chats?archived=true")).Expect(HttpStatusCode.OK);
    }

    private static async Task ExpectEventsAsync(EventListening events)
    {
        var names = new HashSet<string>();
        while (!names.IsSupersetOf(["message.created", "message.updated", "message.reacted", "message.deleted", "message.delivered", "credits.changed", "message.read", "chat.created", "chat.updated", "settings.changed"]))
            names.Add((await events.NextEventAsync()).Name!);
    }

    /// <summary>A file that no message has carried for a day goes, with its bytes.</summary>
    private async Task SweepAsync(Service service, GuardedMongoServer server, Caller sender, MovableTime time)
    {
        await UploadAsync(sender, "unused.jpg");
        time.Ahead = TimeSpan.FromHours(25);
        try
        {
            // Or the service itself has, meanwhile.
            await service.Services.GetRequiredService<FileLifecycle>().SweepAsync(CancellationToken.None);
        }
        finally
        {
            time.Ahead = TimeSpan.Zero;
        }

        var files = server.Database.GetCollection<MongoDB.Bson.BsonDocument>("files");
        await Eventually.HoldsAsync(async () => await files.CountDocumentsAsync(new MongoDB.Bson.BsonDocument("name", "unused.jpg"), null, CancellationToken.None) == 0);
    }

    /// <param name="caller">Who.</param>
    /// <param name="call">As the OpenAPI document has it.</param>
    /// <param name="status">What is to come of it.</param>
    /// <param name="json">The body, if it has one.</param>
    /// <param name="value">In the place of what is in braces.</param>
    /// <param name="headers">With it.</param>
    private async Task<Reply> CallAsync(
        Caller caller, string call, int status, string? json = null, string? value = null, (string Name, string Value)[]? headers = null)
    {
        var (method, path) = (call[..call.IndexOf(' ', StringComparison.Ordinal)], call[(call.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        if (path.IndexOf('{', StringComparison.Ordinal) is var brace and >= 0)
            path = string.Concat(path.AsSpan(0, brace), value, path.AsSpan(path.IndexOf('}', StringComparison.Ordinal) + 1));
        using var body = string.IsNullOrEmpty(json) || Reads.Contains(method) ? null : Caller.JsonBody(json);
        var reply = await caller.SendAsync(new HttpMethod(method), path, body, headers ?? []);
        made.Add(call);
        return reply.Expect((HttpStatusCode)status);
    }
}
