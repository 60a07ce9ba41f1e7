namespace Allmine.Api.Tests.Webhooks;

/// <summary>On MongoDB it is commands that are counted.</summary>
public sealed class MongoWebhookCostTests(MongoWebhookCostFixture fixture) : WebhookCostContract(fixture.Service, fixture.Receiver), IClassFixture<MongoWebhookCostFixture>
{
    protected override string Essence => "commitTransaction";

    protected override Task BeginAsync() => Task.CompletedTask;

    protected override IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (fixture.Commands.TryDequeue(out var command))
            taken.Add(command);
        return taken;
    }
}
