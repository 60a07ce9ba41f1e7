using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Resets;

public sealed class MongoResetTests(MongoServiceFixture fixture) : ResetContract(fixture.Service), IClassFixture<MongoServiceFixture>;
