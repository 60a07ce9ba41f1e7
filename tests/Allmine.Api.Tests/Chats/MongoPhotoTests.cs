using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Chats;

public sealed class MongoPhotoTests(MongoServiceFixture fixture) : PhotoContract(fixture.Service), IClassFixture<MongoServiceFixture>;
