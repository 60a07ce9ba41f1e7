using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

public sealed class MongoReactingTests(MongoServiceFixture fixture) : ReactingContract(fixture.Service), IClassFixture<MongoServiceFixture>;
