using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

public sealed class EmbeddedReactingTests(ServiceFixture fixture) : ReactingContract(fixture.Service), IClassFixture<ServiceFixture>;
