using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Blocks;

public sealed class EmbeddedBlockingTests(ServiceFixture fixture) : BlockingContract(fixture.Service), IClassFixture<ServiceFixture>;
