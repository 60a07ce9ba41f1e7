using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Faults;

public sealed class MongoAskedFaultTests(MongoServiceFixture fixture) : AskedFaultContract(fixture.Service), IClassFixture<MongoServiceFixture>;
