using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Users;

public sealed class MeTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/v2/users/me";

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Me_WhenAsked_ThenIsTheEntryOfTheCallerOrOfThePersonActedFor()
    {
        var user = await service.NewUserAsync();
        var written = (await service.Backend.PutAsync(
            $"/api/v2/users/{user.UserId}", """{ "username": "ayşe", "profilePhoto": "https://cdn.example.com/a.jpg" }""")).Expect(HttpStatusCode.OK);

        Assert.Equal(written.Text, (await user.GetAsync(Path)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(written.Text, (await service.Backend.GetAsync(Path, ("X-On-Behalf-Of", user.UserId))).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Me_WhenItIsNobodyOfTheDirectory_ThenIsRefused()
    {
        (await service.Anonymous.GetAsync(Path)).ExpectError(401, "auth.required");
        (await service.User(Tokens.NewId()).GetAsync(Path)).ExpectError(403, "auth.forbidden");
        (await service.Backend.GetAsync(Path)).ExpectError(403, "auth.forbidden");
        (await (await service.NewUserAsync()).GetAsync($"{Path}?x=1")).ExpectError(400, "validation.x.unknown");
    }
}
