using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Sending;

public sealed class MongoSendExtrasTests(MongoServiceFixture fixture) : SendExtrasContract(fixture.Service), IClassFixture<MongoServiceFixture>;
