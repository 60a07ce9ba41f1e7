using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Credits;

public sealed class EmbeddedContendedTransferTests(ServiceFixture fixture) : ContendedTransferContract(fixture.Service), IClassFixture<ServiceFixture>;
