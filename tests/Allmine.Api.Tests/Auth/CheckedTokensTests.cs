using Allmine.Api.Auth;
using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Users;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Auth;

public sealed class CheckedTokensTests
{
    private const string Header = "Bearer a.b.c";

    private static readonly TokenClaims Claims = new(Id<User>.Parse("64d15f9e2e6c8f4d5a111111"), CallerRole.Service);

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Token_WhenKept_ThenItsBearerIsFound()
    {
        var tokens = Keep(TimeSpan.FromHours(1));
        Assert.Equal(Claims, TokenClaims.Read(tokens.Find(Header)!));
        Assert.True(tokens.Find(Header)!.Identity!.IsAuthenticated);
    }

    [Theory]
    [InlineData("Bearer a.b.C")]
    [InlineData("Bearer a.b.c ")]
    [InlineData("bearer a.b.c")]
    public void Token_WhenTheLeastBitDiffers_ThenIsNotFound(string header) =>
        Assert.Null(Keep(TimeSpan.FromHours(1)).Find(header));

    [Fact]
    public void Token_WhenTheHeaderCameTwice_ThenIsNotFound()
    {
        Assert.Null(Keep(TimeSpan.FromHours(1)).Find(new StringValues([Header, Header])));
        Assert.Null(Keep(TimeSpan.FromHours(1)).Find(StringValues.Empty));
    }

    [Theory]
    [InlineData(59_999, true)]
    [InlineData(60_000, false)]
    public void Token_WhenItsTimeIsOver_ThenIsNotFoundAnyMore(int milliseconds, bool found)
    {
        var tokens = Keep(TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(found, tokens.Find(Header) is not null);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void Token_WhenNotCheckedForLong_ThenIsToBeCheckedAnew(int milliseconds, bool found)
    {
        var tokens = Keep(TimeSpan.FromHours(1));
        time.Advance(CheckedTokens.MaxAge + TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(found, tokens.Find(Header) is not null);
    }

    [Fact]
    public void Tokens_WhenThereAreTooMany_ThenAllAreForgotten()
    {
        var tokens = Keep(TimeSpan.FromHours(1));
        for (var i = 1; i < CheckedTokens.Capacity; i++)
            tokens.Keep($"Bearer {i}", Claims, time.GetUtcNow().UtcDateTime.AddHours(1));
        Assert.NotNull(tokens.Find(Header));
        tokens.Keep("Bearer one.too.many", Claims, time.GetUtcNow().UtcDateTime.AddHours(1));
        Assert.Null(tokens.Find(Header));
        Assert.NotNull(tokens.Find("Bearer one.too.many"));
    }

    [Fact]
    public void Tokens_WhenOneIsKeptAgainOrHasExpired_ThenItCountsOnceOrNoMore()
    {
        var tokens = Keep(TimeSpan.FromHours(1));
        for (var i = 0; i < CheckedTokens.Capacity; i++)
            tokens.Keep("Bearer again", Claims, time.GetUtcNow().UtcDateTime.AddHours(1));
        for (var i = 0; i < CheckedTokens.Capacity; i++)
        {
            tokens.Keep("Bearer expired", Claims, time.GetUtcNow().UtcDateTime);
            Assert.Null(tokens.Find("Bearer expired"));
        }

        Assert.NotNull(tokens.Find(Header));
    }

    private CheckedTokens Keep(TimeSpan lifetime)
    {
        var tokens = new CheckedTokens(time);
        tokens.Keep(Header, Claims, time.GetUtcNow().UtcDateTime + lifetime);
        return tokens;
    }
}
