using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Chats;

public sealed class MongoMembersTests(MongoServiceFixture fixture) : MembersContract(fixture.Service), IClassFixture<MongoServiceFixture>;
