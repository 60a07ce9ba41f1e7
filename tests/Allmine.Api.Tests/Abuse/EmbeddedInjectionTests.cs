using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Abuse;

public sealed class EmbeddedInjectionTests(ServiceFixture fixture) : InjectionContract, IClassFixture<ServiceFixture>
{
    protected override Service Service => fixture.Service;
}
