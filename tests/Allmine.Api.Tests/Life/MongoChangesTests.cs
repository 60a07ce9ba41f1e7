using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

public sealed class MongoChangesTests(MongoServiceFixture fixture) : ChangesContract(fixture.Service), IClassFixture<MongoServiceFixture>;
