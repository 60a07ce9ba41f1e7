using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Chats;

public sealed class EmbeddedSettingsTests(ServiceFixture fixture) : SettingsContract(fixture.Service), IClassFixture<ServiceFixture>;
