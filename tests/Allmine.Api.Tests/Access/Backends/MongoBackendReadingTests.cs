using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Access.Backends;

public sealed class MongoBackendReadingTests(MongoServiceFixture fixture) : BackendReadingContract(fixture.Service), IClassFixture<MongoServiceFixture>;
