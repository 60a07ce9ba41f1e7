using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Domain.Users;

namespace Allmine.Api.Tests.Users;

public sealed class PutUserTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Entry = """{ "username": "ayşe", "profilePhoto": "https://cdn.example.com/a.jpg" }""";

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Put_WhenTheUserIsNew_ThenIsCreatedAndMaySend()
    {
        var id = Tokens.NewId();

        var reply = (await service.Backend.PutAsync(PathOf(id), Entry)).Expect(HttpStatusCode.Created);

        Assert.Equal($$"""{"_id":"{{id}}","username":"ayşe","profilePhoto":"https://cdn.example.com/a.jpg","kind":"person"}""", reply.Text);
        (await service.User(id).GetAsync($"/api/v2/messages/{Tokens.NewId()}")).ExpectError(404, "message.not_found");
    }

    [Fact]
    public async Task Put_WhenTheUserIsKnown_ThenIsReplaced()
    {
        var id = Tokens.NewId();
        await service.Backend.PutAsync(PathOf(id), Entry);

        var reply = (await service.Backend.PutAsync(PathOf(id.ToUpperInvariant()), """{ "username": "fatma" }""")).Expect(HttpStatusCode.OK);

        Assert.Equal($$"""{"_id":"{{id}}","username":"fatma","profilePhoto":null,"kind":"person"}""", reply.Text);
    }

    [Fact]
    public async Task Put_WhenAPersonCalls_ThenIsForbidden()
    {
        var user = await service.NewUserAsync();

        (await user.PutAsync(PathOf(user.UserId), Entry)).ExpectError(403, "auth.forbidden");
        (await user.PutAsync("/api/v2/users/nonsense", "{}")).ExpectError(403, "auth.forbidden");
    }

    [Theory]
    [InlineData("nonsense", Entry, "validation.userId.format")]
    [InlineData(null, "{}", "validation.username.required")]
    [InlineData(null, """{ "username": null }""", "validation.username.required")]
    [InlineData(null, """{ "username": " \t" }""", "validation.username.blank")]
    [InlineData(null, """{ "username": "a\u0000" }""", "validation.username.characters")]
    [InlineData(null, """{ "username": "a\ud800" }""", "validation.username.characters")]
    [InlineData(null, """{ "username": 5 }""", "validation.username.wrong_type")]
    [InlineData(null, """{ "username": "a", "profilePhoto": {} }""", "validation.profilePhoto.wrong_type")]
    [InlineData(null, """{ "username": "a", "_id": "b" }""", "validation._id.unknown")]
    [InlineData(null, """{ "username": "a", "username": "a" }""", "validation.username.duplicate")]
    [InlineData(null, "[]", "body.malformed")]
    public async Task Put_WhenTheEntryIsBad_ThenIsRefusedAndNotWritten(string? id, string body, string code)
    {
        id ??= Tokens.NewId();

        (await service.Backend.PutAsync(PathOf(id), body)).ExpectError(400, code);

        if (id != "nonsense")
            (await service.Backend.PutAsync(PathOf(id), Entry)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Put_WhenAtTheLimits_ThenIsTakenAndBeyondRefused()
    {
        var name = string.Concat(Enumerable.Repeat("\U0001F600", Username.MaxLength));
        var photo = new string('p', User.MaxProfilePhotoLength);

        (await service.Backend.PutAsync(PathOf(Tokens.NewId()), $$"""{ "username": "{{name}}", "profilePhoto": "{{photo}}" }"""))
            .Expect(HttpStatusCode.Created);
        (await service.Backend.PutAsync(PathOf(Tokens.NewId()), $$"""{ "username": "{{name}}x", "profilePhoto": "{{photo}}x" }"""))
            .ExpectError(400, "validation.username.too_long", "validation.profilePhoto.too_long");
    }

    private static string PathOf(string id) => $"/api/v2/users/{id}";
}
