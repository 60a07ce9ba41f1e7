using Allmine.Api.Tests.Faults;
using Allmine.Api.Tests.Hosting;

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
        await Task.Delay(TimeSpan.FromSeconds(1));
        fixture.Server.Launch();
        while ((await conversation.Sender.SendAsync(conversation.TextBody("back"), ("Idempotency-Key", "back"))).Status != System.Net.HttpStatusCode.Created)
            await Task.Delay(TimeSpan.FromMilliseconds(200));

        Assert.Equal("back", (await stream.NextEventAsync()).Json.GetProperty("content").GetString());
    }

    /// <summary>As soon as the server is there again.</summary>
    private static async Task<EventListening> OpenAsync(Service service, Caller user)
    {
        for (var attempt = 0; attempt < 100 && (await user.GetAsync("/api/v2/chats")).Status != System.Net.HttpStatusCode.OK; attempt++)
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        return await EventListening.OpenAsync(service, user.UserId);
    }
}
