using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Sending;

public sealed class MongoBatchTests(MongoServiceFixture fixture) : BatchContract(fixture.Service), IClassFixture<MongoServiceFixture>;
