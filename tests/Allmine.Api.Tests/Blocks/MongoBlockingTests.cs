using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Blocks;

public sealed class MongoBlockingTests(MongoServiceFixture fixture) : BlockingContract(fixture.Service), IClassFixture<MongoServiceFixture>;
