using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Messages;

public sealed class OutcomeTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/v2/messages/outcome";

    private static readonly (string Name, string Value) Key = ("Idempotency-Key", "outcome");

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Outcome_WhenTheSendWasCommitted_ThenHasTheMessageAsItReadsNow()
    {
        var conversation = await service.NewConversationAsync();
        var sent = await conversation.SendAsync("x", Key);
        (await conversation.Target.SendAsync(conversation.TextBody("answer"))).Expect(HttpStatusCode.Created);

        var outcome = (await conversation.Sender.GetAsync(Path, Key)).Expect(HttpStatusCode.OK);

        Assert.Equal(["status", "message", "error"], outcome.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("committed", outcome["status"].GetString());
        Assert.Equal(sent["_id"].GetString(), outcome["message._id"].GetString());
        Assert.Equal([conversation.Target.UserId], outcome["message.readBy"].EnumerateArray().Select(reader => reader.GetString()));
        Assert.Equal(JsonValueKind.Null, outcome["error"].ValueKind);
    }

    [Fact]
    public async Task Outcome_WhenNothingIsKnown_ThenSaysSo()
    {
        var user = await service.NewUserAsync();

        Assert.Equal("""{"status":"unknown","message":null,"error":null}""", (await user.GetAsync(Path, Key)).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Outcome_WhenTheKeyIsSomebodyElses_ThenIsUnknown()
    {
        var conversation = await service.NewConversationAsync();
        await conversation.SendAsync("x", Key);

        Assert.Equal("unknown", (await conversation.Target.GetAsync(Path, Key))["status"].GetString());
    }

    [Fact]
    public async Task Outcome_WhenABackendActsForTheSender_ThenIsTheSenders()
    {
        var conversation = await service.NewConversationAsync();
        await conversation.SendAsync("x", Key);

        var outcome = await service.Backend.GetAsync(Path, Key, ("X-On-Behalf-Of", conversation.Sender.UserId));

        Assert.Equal("committed", outcome["status"].GetString());
    }

    [Theory]
    [InlineData(null, "idempotency.key_required")]
    [InlineData("", "idempotency.key_required")]
    [InlineData("two words", "validation.idempotencyKey.format")]
    public async Task Outcome_WhenTheKeyIsMissingOrBad_ThenIsRefused(string? key, string code)
    {
        var user = await service.NewUserAsync();

        (await user.GetAsync(Path, key is null ? [] : [("Idempotency-Key", key)])).ExpectError(400, code);
    }
}
