using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Abuse;

public sealed class MongoInjectionTests(MongoServiceFixture fixture) : InjectionContract, IClassFixture<MongoServiceFixture>
{
    protected override Service Service
    {
        get
        {
            Skip.If(fixture.Service is null, MongoServer.NoServer);
            return fixture.Service!;
        }
    }
}
