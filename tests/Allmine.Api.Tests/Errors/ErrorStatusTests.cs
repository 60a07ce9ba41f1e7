using Allmine.Api.Errors;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.Errors;

public sealed class ErrorStatusTests
{
    [Fact]
    public void Status_WhenOfAnyKind_ThenIsOneOfItsOwnWithASentenceOfItsOwn()
    {
        var all = Enum.GetValues<ErrorKind>().Select(ErrorStatus.Of).ToList();

        Assert.Equal([400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 429, 500, 503], all.Select(status => status.Status).Order());
        Assert.All(all, status => Assert.False(string.IsNullOrWhiteSpace(status.Title)));
        Assert.Equal(all.Count, all.Select(status => status.Title).Distinct().Count());
    }

    [Fact]
    public void Status_WhenOfNoKind_ThenIsADefect() => Assert.Throws<ArgumentOutOfRangeException>(() => ErrorStatus.Of((ErrorKind)99));

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(304)]
    public void Code_WhenTheStatusIsASuccess_ThenIsNone(int status) => Assert.Null(ErrorStatus.CodeOf(status));

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(408)]
    [InlineData(412)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(429)]
    [InlineData(500)]
    public void Code_WhenTheStatusIsOneOfTheContract_ThenLeadsBackToIt(int status) =>
        Assert.Equal(status, ErrorStatus.Of(ErrorStatus.CodeOf(status)!.Kind).Status);

    [Theory]
    [InlineData(431, "body.malformed")]
    [InlineData(502, "server.error")]
    public void Code_WhenTheStatusIsAnother_ThenIsTheNearest(int status, string code) => Assert.Equal(code, ErrorStatus.CodeOf(status)!.Value);
}
