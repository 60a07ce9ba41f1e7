using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Abuse;

/// <summary>Texts that mean something to a database, a shell, a template or a log: here they are texts.</summary>
public abstract class InjectionContract
{
    private static readonly string[] Words =
    [
        "'; DROP TABLE users; --", "' OR '1'='1", "\" OR 1=1 --", "{\"$gt\":\"\"}", "$where", "a.$b.c", "${jndi:ldap://example.com/a}", "{{7*7}}",
        "%s%n%x", "$(id)", "`id`", "../../../etc/passwd", "<script>alert(1)</script>", "=1+1",
    ];

    /// <summary>Skips the test that asks for it where there is none.</summary>
    protected abstract Service Service { get; }

    [SkippableFact]
    public async Task Text_WhenItMeansSomethingElsewhere_ThenIsKeptAsItCame()
    {
        foreach (var word in Words)
        {
            var (one, other) = (Service.User(Tokens.NewId()), await Service.NewUserAsync());
            (await Service.Backend.PutAsync($"/api/v2/users/{one.UserId}", Json(new { username = word }))).Expect(HttpStatusCode.Created);
            var chat = (await one.PostAsync("/api/v2/chats", Json(new { memberIds = new[] { other.UserId }, title = word }))).Expect(HttpStatusCode.Created);
            var body = Json(new { type = "text", chatId = chat["_id"].GetString(), content = word });
            // Of visible characters, as keys are.
            var key = word.Replace(' ', '_');

            var sent = (await one.SendAsync(body, ("Idempotency-Key", key))).Expect(HttpStatusCode.Created);
            var again = (await one.SendAsync(body, ("Idempotency-Key", key))).Expect(HttpStatusCode.Created);
            var outcome = (await one.GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", key))).Expect(HttpStatusCode.OK);

            Assert.Equal(word, chat["title"].GetString());
            Assert.Equal(word, sent["content"].GetString());
            Assert.Equal(sent.Text, again.Text);
            Assert.Equal("true", again.Header("Idempotent-Replayed"));
            Assert.Contains(sent["_id"].GetString()!, outcome.Text, StringComparison.Ordinal);
            Assert.Equal("unknown", (await one.GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", key + "x"))).Expect(HttpStatusCode.OK)["status"].GetString());
            Assert.Single((await other.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK)["items"].EnumerateArray());
        }
    }

    [SkippableFact]
    public async Task Cursor_WhenItIsAnythingElse_ThenIsRefused()
    {
        var user = await Service.NewUserAsync();
        foreach (var cursor in Words.Append("AAAA").Append(new string('A', 300)))
        {
            (await user.GetAsync($"/api/v2/chats?cursor={Uri.EscapeDataString(cursor)}")).ExpectError(400, "validation.cursor.format");
            (await user.GetAsync($"/api/v2/users/me/transactions?cursor={Uri.EscapeDataString(cursor)}")).ExpectError(400, "validation.cursor.format");
        }
    }

    [SkippableTheory]
    [InlineData("""{ "type": "text", "chatId": { "$ne": null }, "content": "x" }""", "validation.chatId.wrong_type")]
    [InlineData("""{ "type": "text", "targetUserId": { "$gt": "" }, "content": "x" }""", "validation.targetUserId.wrong_type")]
    [InlineData("""{ "type": "text", "chatId": ["64d15f9e2e6c8f4d5a111111"], "content": "x" }""", "validation.chatId.wrong_type")]
    [InlineData("""{ "type": "text", "chatId": "64d15f9e2e6c8f4d5a111111' OR '1'='1", "content": "x" }""", "validation.chatId.format")]
    [InlineData("""{ "$where": "1", "type": "text", "targetUserId": "64d15f9e2e6c8f4d5a111111", "content": "x" }""", "validation.$where.unknown")]
    public async Task Send_WhenItHoldsAnOperatorForAText_ThenIsRefused(string body, string code) =>
        (await (await Service.NewUserAsync()).SendAsync(body)).ExpectError(400, code);

    /// <summary>What a caller wrote may be in a line of the log, and never begins one.</summary>
    [SkippableFact]
    public async Task Log_WhenACallerWritesLineEnds_ThenHasNoLineMore()
    {
        var user = await Service.NewUserAsync();
        const string Forged = "2026-01-01T00:00:00.000Z info: FORGED";

        await user.SendAsync(Json(new Dictionary<string, string> { [$"a\n{Forged}"] = "x", ["type"] = $"text\r\n{Forged}" }));
        await user.PostAsync($"/api/v2/messages?a%0A{Uri.EscapeDataString(Forged)}%1B%5B31m=1", "{}");
        await user.GetAsync($"/api/v2/chats/%0A{Uri.EscapeDataString(Forged)}", ("X-Request-Id", $"a {Forged}"));
        await user.GetAsync($"/api/v2/messages/%0D%0A{Uri.EscapeDataString(Forged)}");
        await user.SendAsync(Json(new { type = "text", targetUserId = $"\n{Forged}", content = $"\n{Forged}" }), ("Idempotency-Key", "a"));
        await Service.Anonymous.GetAsync($"/media/%0A{Uri.EscapeDataString(Forged)}");

        Assert.DoesNotContain(Service.Log.Lines, line => line.AsSpan().ContainsAny('\n', '\r', '\u001B') && line.Contains("FORGED", StringComparison.Ordinal));
    }

    private static string Json<T>(T body) => JsonSerializer.Serialize(body);
}
