namespace Allmine.Api.Tests.Webhooks;

public sealed class EmbeddedDeliveryTests(WebhookFixture fixture) : DeliveryContract(fixture.Service, fixture.Receiver), IClassFixture<WebhookFixture>;
