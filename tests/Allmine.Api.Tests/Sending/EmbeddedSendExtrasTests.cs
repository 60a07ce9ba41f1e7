using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Sending;

public sealed class EmbeddedSendExtrasTests(ServiceFixture fixture) : SendExtrasContract(fixture.Service), IClassFixture<ServiceFixture>;
