using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Feed;

public sealed class MongoFeedStreamTests(MongoServiceFixture fixture) : FeedStreamContract(fixture.Service), IClassFixture<MongoServiceFixture>;
