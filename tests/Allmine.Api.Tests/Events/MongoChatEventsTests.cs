using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Events;

public sealed class MongoChatEventsTests(MongoServiceFixture fixture) : ChatEventsContract(fixture.Service), IClassFixture<MongoServiceFixture>;
