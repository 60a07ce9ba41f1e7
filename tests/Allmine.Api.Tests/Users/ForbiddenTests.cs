using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Users;

/// <summary>A caller who may not make a call is told why, with one code and a sentence for each reason.</summary>
public sealed class ForbiddenTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/v2/users/me/credits";
    private const string OnBehalfOf = "X-On-Behalf-Of";

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("en", "not in the user directory", "X-On-Behalf-Of is not in the user directory", "names the user it acts for in X-On-Behalf-Of", "Only a service may act", "Only a service (a token")]
    [InlineData("tr", "kullanıcı dizininde yok", "X-On-Behalf-Of başlığındaki kullanıcı", "X-On-Behalf-Of başlığında belirtir", "Yalnızca bir hizmet, X-On-Behalf-Of", "yalnızca bir hizmet")]
    public async Task Forbidden_WhenForEachReason_ThenTheSentenceNamesIt(string language, string unknownCaller, string unknownPerson, string nobody, string forOthers, string forServices)
    {
        var person = await service.NewUserAsync();
        var inLanguage = ("X-Language", language);

        var replies = new[]
        {
            (unknownCaller, await service.User(Tokens.NewId()).GetAsync(Path, inLanguage)),
            (unknownPerson, await service.Backend.GetAsync(Path, inLanguage, (OnBehalfOf, Tokens.NewId()))),
            (nobody, await service.Backend.GetAsync(Path, inLanguage)),
            (forOthers, await person.GetAsync(Path, inLanguage, (OnBehalfOf, person.UserId))),
            (forOthers, await person.GetAsync(Path, inLanguage, (OnBehalfOf, "nobody"))),
            (forServices, await person.PutAsync($"/api/v2/users/{person.UserId}", """{ "username": "a" }""", inLanguage)),
        };

        foreach (var (words, reply) in replies)
            Assert.Contains(words, reply.ExpectError(403, "auth.forbidden").Errors[1], StringComparison.Ordinal);
        Assert.Equal(5, replies.Select(reply => reply.Item2.Errors[1]).Distinct().Count());
    }
}
