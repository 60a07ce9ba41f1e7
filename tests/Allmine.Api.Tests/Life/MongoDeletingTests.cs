using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Life;

public sealed class MongoDeletingTests(MongoServiceFixture fixture) : DeletingContract(fixture.Service), IClassFixture<MongoServiceFixture>;
