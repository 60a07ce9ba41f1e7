using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Access.Permissions;

public sealed class EmbeddedPermissionTests(ServiceFixture fixture) : PermissionContract(fixture.Service), IClassFixture<ServiceFixture>;
