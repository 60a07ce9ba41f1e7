using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Events;

public sealed class EmbeddedChatEventsTests(ServiceFixture fixture) : ChatEventsContract(fixture.Service), IClassFixture<ServiceFixture>;
