namespace Allmine.Api.Tests.Webhooks;

public sealed class MongoDeliveryTests(MongoWebhookFixture fixture) : DeliveryContract(fixture.Service, fixture.Receiver), IClassFixture<MongoWebhookFixture>;
