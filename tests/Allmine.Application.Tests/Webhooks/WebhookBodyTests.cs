using System.Text;
using Allmine.Application.Feed;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Webhooks;

namespace Allmine.Application.Tests.Webhooks;

public sealed class WebhookBodyTests
{
    [Theory]
    [InlineData(20_000, false)]
    [InlineData(20_001, true)]
    public async Task Of_WhenItIsOfAboutTheGreatestLength_ThenOnlyBeyondItTheDataGoes(int bytes, bool isTruncated)
    {
        await using var world = new DeliveryWorld();
        var entry = world.Next(Samples.Team);
        var empty = WebhookBody.Of(new ToldEvent("p", entry with { Data = "\"\"" }), 1).Length;
        var body = WebhookBody.Of(new ToldEvent("p", entry with { Data = $"\"{new string('a', bytes - empty)}\"" }), 1);
        Assert.Equal(isTruncated, body.Length < 1_000);
        Assert.Equal(isTruncated, Encoding.UTF8.GetString(body).Contains($$"""
            "data":{"_id":"{{Samples.Team}}"}
            """.Trim(), StringComparison.Ordinal));
        Assert.Contains($"\"truncated\":{(isTruncated ? "true" : "false")}", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public void OfTest_WhenWritten_ThenAllPropertiesAreThereInOrder() => Assert.Equal(
        """{"position":null,"type":"webhook.test","chatId":null,"change":null,"data":{},"timestamp":"2026-01-15T12:00:00.000Z","truncated":false,"previousChange":null}""",
        Encoding.UTF8.GetString(WebhookBody.OfTest(Samples.Noon)));
}
