using Allmine.Api.Auth;
using Allmine.Application.Authorization;
using Allmine.Application.Caching;
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
    [InlineData("Bearer a.b.cc")]
    [InlineData("Bearer a.b. c")]
    [InlineData("Bearera.b.c")]
    [InlineData("Basic a.b.c")]
    [InlineData("Bearer ")]
    [InlineData("")]
    public void Token_WhenTheLeastBitDiffers_ThenIsNotFound(string header) =>
        Assert.Null(Keep(TimeSpan.FromHours(1)).Find(header));

    [Theory]
    [InlineData("Bearer a.b.c ")]
    [InlineData("bearer a.b.c")]
    [InlineData("BEARER    a.b.c")]
    public void Token_WhenBlanksOrTheSchemeAreWrittenOtherwise_ThenIsFound(string header) =>
        Assert.NotNull(Keep(TimeSpan.FromHours(1)).Find(header));

    [Theory]
    [InlineData(CheckedTokens.MaxLength, true)]
    [InlineData(CheckedTokens.MaxLength + 1, false)]
    public void Token_WhenLong_ThenIsKeptUpToTheLimit(int length, bool kept)
    {
        var tokens = new CheckedTokens(time);
        var header = $"Bearer {new string('a', length)}";
        tokens.Keep(header, Claims, time.GetUtcNow().UtcDateTime.AddHours(1));

        Assert.Equal(kept, tokens.Find(header) is not null);
        Assert.Equal(kept, tokens.Bytes > 0);
    }

    [Fact]
    public void Token_WhenItComesWithEverMoreBlanks_ThenTakesOnePlace()
    {
        var tokens = Keep(TimeSpan.FromHours(1));
        var bytes = tokens.Bytes;
        var header = $"Bearer {new string(' ', 20_000)}a.b.c";
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5000; i++)
            Assert.NotNull(tokens.Find(header));
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Assert.Equal(bytes, tokens.Bytes);
        Assert.InRange(allocated, 0, 100_000);
    }

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
    public void Tokens_WhenThereAreTooMany_ThenThoseUsedLastAreKept()
    {
        var capacity = (int)(CheckedTokens.MaxBytes / (BoundedCache<string, object>.BytesOfEntry + CheckedTokens.BytesOfBearer));
        var tokens = Keep(TimeSpan.FromHours(1));
        var headers = Enumerable.Range(0, 2 * capacity).Select(i => $"Bearer {i}").ToList();
        foreach (var header in headers)
        {
            tokens.Keep(header, Claims, time.GetUtcNow().UtcDateTime.AddHours(1));
            Assert.NotNull(tokens.Find(Header));
        }

        // The latest first: to find an older one is a use of it, and may let others go.
        var found = headers.AsEnumerable().Reverse().TakeWhile(header => tokens.Find(header) is not null).Count();
        Assert.InRange(found, (capacity / 2) - 1, capacity);
        Assert.Null(tokens.Find(headers[0]));
    }

    [Fact]
    public void Tokens_WhenOneIsKeptAgainOrHasExpired_ThenItCountsOnceOrNoMore()
    {
        var times = (int)(CheckedTokens.MaxBytes / CheckedTokens.BytesOfBearer);
        var tokens = Keep(TimeSpan.FromHours(1));
        for (var i = 0; i < times; i++)
            tokens.Keep("Bearer again", Claims, time.GetUtcNow().UtcDateTime.AddHours(1));
        for (var i = 0; i < times; i++)
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
