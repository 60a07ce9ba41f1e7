namespace Allmine.Api.Tests.Webhooks;

public sealed class EmbeddedWebhookTests(WebhookFixture fixture) : WebhookContract(fixture.Service, fixture.Receiver), IClassFixture<WebhookFixture>;
