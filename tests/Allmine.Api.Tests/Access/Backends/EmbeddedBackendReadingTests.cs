using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Access.Backends;

public sealed class EmbeddedBackendReadingTests(ServiceFixture fixture) : BackendReadingContract(fixture.Service), IClassFixture<ServiceFixture>;
