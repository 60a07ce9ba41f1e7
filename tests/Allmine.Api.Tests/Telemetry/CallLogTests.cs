using System.Net;
using Allmine.Api.Tests.Credits;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Telemetry;

/// <summary>What backends do in somebody's name has a line each, without a word of what was written.</summary>
public sealed class CallLogTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Secret = "nobody logs this";

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Log_WhenABackendActs_ThenHasALineForEachDeedOnce()
    {
        var (ada, bob) = (await service.NewUserAsync(), await service.NewUserAsync());
        var subject = Tokens.NewId();
        var backend = service.With(new TokenParts { Subject = subject, Role = "service" }.Sign());
        (string, string) forAda = ("X-On-Behalf-Of", ada.UserId);
        var text = $$"""{ "type": "text", "targetUserId": "{{bob.UserId}}", "content": "{{Secret}}" }""";

        await TwiceAsync($"/api/v2/users/{ada.UserId}/credits", """{ "amount": 3 }""", forAda, CreditCalls.Key("granted"));
        await TwiceAsync("/api/v2/messages", text, forAda, CreditCalls.Key("sent"));
        await TwiceAsync("/api/v2/messages/batch", $$"""{ "atomic": true, "items": [{{text}}, {{text}}] }""", forAda, CreditCalls.Key("batch"));
        await TwiceAsync("/api/v2/messages/batch", $$"""{ "items": [{{text}}, { "type": "text", "targetUserId": "{{ada.UserId}}", "content": "x", "onBehalfOf": "{{bob.UserId}}" }] }""", forAda, CreditCalls.Key("each"));
        (await backend.PostAsync("/api/v2/messages?dryRun=true", text, forAda)).Expect(HttpStatusCode.OK);
        (await backend.PostAsync("/api/v2/messages/batch?dryRun=true", $$"""{ "items": [{{text}}] }""", forAda)).Expect(HttpStatusCode.OK);
        // A person acts for himself, which is no line.
        await ada.SendAsync(text);

        Assert.Collection(
            Lines(),
            line => Assert.Contains($"Credits were granted by service {subject} to user {ada.UserId}", line, StringComparison.Ordinal),
            line => Assert.Contains($"A message was sent by service {subject} for user {ada.UserId}: /api/v2/messages/", line, StringComparison.Ordinal),
            line => Assert.Contains($"2 messages of a batch were sent by service {subject} for 1 users", line, StringComparison.Ordinal),
            line => Assert.Contains($"2 messages of a batch were sent by service {subject} for 2 users", line, StringComparison.Ordinal));
        Assert.DoesNotContain(service.Log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));

        List<string> Lines() => [.. service.Log.Lines.Where(line => line.Contains("by service", StringComparison.Ordinal))];

        // The line may come a moment after the answer.
        async Task TwiceAsync(string path, string body, params (string, string)[] headers)
        {
            var before = Lines().Count;
            for (var i = 0; i < 2; i++)
                Assert.True((await backend.PostAsync(path, body, headers)).Status is HttpStatusCode.OK or HttpStatusCode.Created);
            await Eventually.HoldsAsync(() => Lines().Count > before);
        }
    }
}
