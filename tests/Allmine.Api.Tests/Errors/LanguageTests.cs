using Allmine.Api.Errors;
using Allmine.Api.Tests.Hosting;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.Errors;

public sealed class LanguageTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData(null, null, "en")]
    [InlineData(null, "tr", "tr")]
    [InlineData(null, "tr-TR", "tr")]
    [InlineData(null, "TR", "tr")]
    [InlineData(null, "en, tr", "en")]
    [InlineData(null, "tr;q=0.4, en;q=0.5", "en")]
    [InlineData(null, "en;q=0.4, tr;q=0.5", "tr")]
    [InlineData(null, "de, tr;q=0.5, en;q=0.4", "tr")]
    [InlineData(null, "de, fr;q=0.5", "en")]
    [InlineData(null, "tr;q=0", "en")]
    [InlineData(null, "*", "en")]
    [InlineData(null, "nonsense;;;=,", "en")]
    [InlineData(null, "", "en")]
    [InlineData("tr", null, "tr")]
    [InlineData("tr", "en", "tr")]
    [InlineData("en", "tr", "en")]
    [InlineData("TR-tr", "en", "tr")]
    [InlineData("de", "tr", "en")]
    [InlineData("", "tr", "tr")]
    public async Task Language_WhenAskedFor_ThenTheSentencesAfterTheFirstAreInIt(string? header, string? accepted, string expected)
    {
        var headers = new (string Name, string? Value)[] { ("X-Language", header), ("Accept-Language", accepted) };

        var reply = await service.Anonymous.GetAsync("/nothing", [.. headers.Where(pair => pair.Value is not null).Select(pair => (pair.Name, pair.Value!))]);

        var language = expected == "tr" ? Language.Turkish : Language.English;
        Assert.Equal(
            ["Resource not found", ErrorTexts.Of(new ErrorDetail(ProtocolErrorCode.RouteNotFound), language)],
            reply.ExpectError(404, "route.not_found").Errors);
    }

    [Fact]
    public async Task Language_WhenARuleIsBroken_ThenNamesTheFieldInIt()
    {
        var user = await service.NewUserAsync();

        var reply = await user.SendAsync("""{ "type": "text", "content": " " }""", ("Accept-Language", "tr"));

        Assert.Equal(
            ["Validation failed", "chatId veya onun yerine targetUserId zorunludur.", "content boş olamaz."],
            reply.ExpectError(400, "validation.chatId.required", "validation.content.blank").Errors);
        Assert.Equal(["validation.chatId.required", "validation.content.blank"], reply.Codes);
    }
}
