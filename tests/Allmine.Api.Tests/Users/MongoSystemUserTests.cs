using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Users;

public sealed class MongoSystemUserTests(MongoServiceFixture fixture) : SystemUserContract(fixture.Service), IClassFixture<MongoServiceFixture>;
