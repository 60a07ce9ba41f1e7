using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Feed;

public sealed class EmbeddedFeedStreamTests(ServiceFixture fixture) : FeedStreamContract(fixture.Service), IClassFixture<ServiceFixture>;
