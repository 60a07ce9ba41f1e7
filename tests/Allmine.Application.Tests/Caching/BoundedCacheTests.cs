using Allmine.Application.Caching;

namespace Allmine.Application.Tests.Caching;

public sealed class BoundedCacheTests
{
    /// <summary>The values of this cache say how many bytes they take.</summary>
    private const int Bytes = 1000;

    private readonly BoundedCache<string, int> cache = new(Bytes, (_, value) => value - BoundedCache<string, int>.BytesOfEntry);

    [Fact]
    public void Get_WhenSet_ThenFindsTheLatestValueAndNothingUnderAnotherKey()
    {
        cache.Set("a", 100);
        cache.Set("a", 200);

        Assert.True(cache.TryGet("a", out var value));
        Assert.Equal(200, value);
        Assert.Equal(200, cache.Bytes);
        Assert.False(cache.TryGet("A", out _));
    }

    [Fact]
    public void Peek_WhenAnEntryIsSeenAgainAndAgain_ThenItIsLetGoAllTheSame()
    {
        cache.Set("seen", 100);
        for (var i = 0; i < 5; i++)
        {
            cache.Set($"{i}", 100);
            Assert.True(cache.TryPeek("seen", out var value));
            Assert.Equal(100, value);
        }

        for (var i = 5; i < 10; i++)
            cache.Set($"{i}", 100);
        Assert.False(cache.TryPeek("seen", out _));
    }

    [Fact]
    public void Get_WhenTheCacheHasAComparer_ThenEqualIsWhatThatSays()
    {
        var ignorant = new BoundedCache<string, int>(Bytes, (_, _) => 0, StringComparer.OrdinalIgnoreCase);
        ignorant.Set("a", 1);
        Assert.True(ignorant.TryGet("A", out _));
    }

    [Fact]
    public void Add_WhenThereIsAValue_ThenItStays()
    {
        Assert.True(cache.TryAdd("a", 100));
        Assert.False(cache.TryAdd("a", 200));

        Assert.True(cache.TryGet("a", out var value));
        Assert.Equal(100, value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Remove_WhenKeptInEitherGeneration_ThenItIsGoneAndItsBytesAreFree(int later)
    {
        cache.Set("a", 300);
        for (var i = 0; i < later; i++)
            cache.Set("later", 300);

        Assert.True(cache.Remove("a", out var value));
        Assert.Equal(300, value);
        Assert.False(cache.TryGet("a", out _));
        Assert.False(cache.Remove("a", out _));
        Assert.Equal(300 * later, cache.Bytes);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public void Set_WhenOneIsLarge_ThenItIsKeptUpToHalfOfTheBytes(int bytes, bool isKept)
    {
        cache.Set("small", 100);
        cache.Set("large", bytes);

        Assert.Equal(isKept, cache.TryGet("large", out _));
        Assert.True(cache.TryGet("small", out _));
    }

    [Fact]
    public void Set_WhenAValueBecomesTooLarge_ThenTheEarlierOneIsGone()
    {
        cache.Set("a", 100);
        cache.Set("a", 501);
        Assert.False(cache.TryGet("a", out _));
        Assert.Equal(0, cache.Bytes);
    }

    [Theory]
    [InlineData(250, 4)]
    [InlineData(251, 2)]
    public void Set_WhenAllAreOfOneSize_ThenAsManyAreKeptAsFitInTwoHalves(int bytes, int expected)
    {
        for (var i = 0; i < expected; i++)
            cache.Set($"{i}", bytes);
        Assert.Equal(expected * bytes, cache.Bytes);

        cache.Set("one more", bytes);

        Assert.False(cache.TryGet("0", out _));
        Assert.True(cache.TryGet($"{expected - 1}", out _));
        Assert.True(cache.TryGet("one more", out _));
    }

    [Fact]
    public void Set_WhenManyOfAllSizesAreKept_ThenTheBytesAreNeverExceeded()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var key = $"{random.Next(30)}";
            if (random.Next(3) == 0)
                cache.TryGet(key, out _);
            else if (random.Next(5) == 0)
                cache.Remove(key, out _);
            else
                cache.Set(key, 64 + random.Next(500));
            Assert.InRange(cache.Bytes, 0, Bytes);
        }

        var found = Enumerable.Range(0, 30).Sum(key => cache.Remove($"{key}", out var value) ? value : 0);
        Assert.InRange(found, 1, Bytes);
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public void Get_WhenAnEntryIsUsedAgainAndAgain_ThenItIsNotLetGo()
    {
        cache.Set("busy", 100);
        for (var i = 0; i < 100; i++)
        {
            cache.Set($"{i}", 100);
            Assert.True(cache.TryGet("busy", out _));
        }

        Assert.False(cache.TryGet("0", out _));
    }

    [Fact]
    public async Task Cache_WhenManyUseItAtOnce_ThenItsBytesAreThoseOfItsEntries()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 20_000; i++)
            {
                var key = $"{random.Next(20)}";
                if (i % 3 == 0)
                    cache.Set(key, 64 + random.Next(100));
                else if (i % 7 == 0)
                    cache.Remove(key, out _);
                else if (cache.TryGet(key, out var value))
                    Assert.InRange(value, 64, 163);
            }
        })));

        Assert.InRange(cache.Bytes, 0, Bytes);
        var found = Enumerable.Range(0, 20).Sum(key => cache.TryGet($"{key}", out var value) ? value : 0);
        Assert.Equal(cache.Bytes, found);
    }
}
