using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

public sealed class EmbeddedEditingTests(ServiceFixture fixture) : EditingContract(fixture.Service), IClassFixture<ServiceFixture>;
