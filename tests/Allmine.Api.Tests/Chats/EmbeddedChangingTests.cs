using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Chats;

public sealed class EmbeddedChangingTests(ServiceFixture fixture) : ChangingContract(fixture.Service), IClassFixture<ServiceFixture>;
