using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Feed;

public sealed class MongoFeedTests(MongoServiceFixture fixture) : FeedContract(fixture.Service), IClassFixture<MongoServiceFixture>;
