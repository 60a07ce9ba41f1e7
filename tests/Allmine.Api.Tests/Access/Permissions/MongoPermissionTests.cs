using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Access.Permissions;

public sealed class MongoPermissionTests(MongoServiceFixture fixture) : PermissionContract(fixture.Service), IClassFixture<MongoServiceFixture>;
