using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Credits;

public sealed class MongoContendedTransferTests(MongoServiceFixture fixture) : ContendedTransferContract(fixture.Service), IClassFixture<MongoServiceFixture>;
