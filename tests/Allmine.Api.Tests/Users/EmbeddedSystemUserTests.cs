using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Users;

public sealed class EmbeddedSystemUserTests(ServiceFixture fixture) : SystemUserContract(fixture.Service), IClassFixture<ServiceFixture>;
