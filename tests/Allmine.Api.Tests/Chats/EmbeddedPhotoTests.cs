using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Chats;

public sealed class EmbeddedPhotoTests(ServiceFixture fixture) : PhotoContract(fixture.Service), IClassFixture<ServiceFixture>;
