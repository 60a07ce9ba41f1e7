using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Chats;

public sealed class MongoChangingTests(MongoServiceFixture fixture) : ChangingContract(fixture.Service), IClassFixture<MongoServiceFixture>;
