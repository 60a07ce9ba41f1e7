using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Sending;

public sealed class EmbeddedBatchTests(ServiceFixture fixture) : BatchContract(fixture.Service), IClassFixture<ServiceFixture>;
