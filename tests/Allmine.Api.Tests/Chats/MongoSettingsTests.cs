using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Chats;

public sealed class MongoSettingsTests(MongoServiceFixture fixture) : SettingsContract(fixture.Service), IClassFixture<MongoServiceFixture>;
