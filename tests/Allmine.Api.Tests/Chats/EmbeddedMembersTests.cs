using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Chats;

public sealed class EmbeddedMembersTests(ServiceFixture fixture) : MembersContract(fixture.Service), IClassFixture<ServiceFixture>;
