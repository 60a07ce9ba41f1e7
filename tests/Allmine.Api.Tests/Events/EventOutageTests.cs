using System.Net;
using Allmine.Api.Tests.Faults;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Events;

/// <summary>Streams while the server of the store is away.</summary>
public sealed class EventOutageTests(OwnMongoFixture fixture) : IClassFixture<OwnMongoFixture>
{
    [SkippableFact]
    public async Task Listen_WhenMongoDBGoesAndComesBack_ThenNothingIsMissed()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        var service = fixture.Service;
        var conversation = await service.NewConversationAsync();
        fixture.Server.Kill();
        (await conversation.Target.GetAsync(EventListening.Path)).ExpectError(503, "store.unavailable");
        fixture.Server.Launch();
        await using var stream = await OpenAsync(service, conversation.Target);

        fixture.Server.Kill();
        // The stream is to go on over a loss that the service has met.
        await Eventually.HoldsAsync(() => service.Log.Lines.Any(line => line.Contains("The reading of events broke off", StringComparison.Ordinal)));
        fixture.Server.Launch();
        await Eventually.HoldsAsync(async () =>
            (await conversation.Sender.SendAsync(conversation.TextBody("back"), ("Idempotency-Key", "back"))).Status == HttpStatusCode.Created);

        Assert.Equal("back", (await stream.NextEventAsync()).Json.GetProperty("content").GetString());
    }

    /// <summary>As soon as the server is there again.</summary>
    private static async Task<EventListening> OpenAsync(Service service, Caller user)
    {
        await Eventually.HoldsAsync(async () => (await user.GetAsync("/api/v2/chats")).Status == HttpStatusCode.OK);
        return await EventListening.OpenAsync(service, user.UserId);
    }
}
