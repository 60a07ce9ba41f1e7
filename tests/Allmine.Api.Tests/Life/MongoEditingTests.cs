using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

public sealed class MongoEditingTests(MongoServiceFixture fixture) : EditingContract(fixture.Service), IClassFixture<MongoServiceFixture>;
