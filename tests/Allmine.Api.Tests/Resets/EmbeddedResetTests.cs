using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Resets;

public sealed class EmbeddedResetTests(ServiceFixture fixture) : ResetContract(fixture.Service), IClassFixture<ServiceFixture>;
