namespace Allmine.Api.Tests.Webhooks;

public sealed class MongoWebhookTests(MongoWebhookFixture fixture) : WebhookContract(fixture.Service, fixture.Receiver), IClassFixture<MongoWebhookFixture>;
