using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Feed;

public sealed class EmbeddedFeedTests(ServiceFixture fixture) : FeedContract(fixture.Service), IClassFixture<ServiceFixture>;
