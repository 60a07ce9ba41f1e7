using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Faults;

public sealed class EmbeddedAskedFaultTests(ServiceFixture fixture) : AskedFaultContract(fixture.Service), IClassFixture<ServiceFixture>;
