using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

public sealed class EmbeddedDeletingTests(ServiceFixture fixture) : DeletingContract(fixture.Service), IClassFixture<ServiceFixture>;
