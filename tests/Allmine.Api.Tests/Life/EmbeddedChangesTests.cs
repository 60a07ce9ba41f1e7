using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

public sealed class EmbeddedChangesTests(ServiceFixture fixture) : ChangesContract(fixture.Service), IClassFixture<ServiceFixture>;
