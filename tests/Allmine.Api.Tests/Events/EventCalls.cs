using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Events;

/// <summary>What tests of events do again and again.</summary>
internal static class EventCalls
{
    /// <summary>
    /// A conversation that these nodes have told of by then: who listens from now on hears nothing of its making. A node may be behind what
    /// is committed, and whoever begins to listen begins where the node is.
    /// </summary>
    /// <param name="service">Where it is made.</param>
    /// <param name="others">Other nodes of the same database.</param>
    public static async Task<Conversation> NewToldConversationAsync(this Service service, params Service[] others)
    {
        var (sender, target) = (await service.NewUserAsync(), await service.NewUserAsync());
        var streams = new List<EventListening>();
        foreach (var node in (Service[])[service, .. others])
            streams.Add(await EventListening.OpenAsync(node, sender.UserId));
        var first = (await sender.SendAsync($$"""{ "type": "text", "targetUserId": "{{target.UserId}}", "content": "first" }""")).Expect(HttpStatusCode.Created);
        foreach (var stream in streams)
        {
            // The chat is told of before its message.
            while ((await stream.NextEventAsync()).Name != "message.created")
            {
            }

            await stream.DisposeAsync();
        }

        return new Conversation(first["chatId"].GetString()!, sender, target);
    }
}
