using System.Globalization;
using System.Net;
using Allmine.Api.Configuration;
using Allmine.Api.RateLimiting;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.RateLimiting;

/// <summary>One of them measures the memory of the process.</summary>
[Collection(nameof(Alone))]
public sealed class AnonymousLimitTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Take_WhenTheBucketIsEmpty_ThenTellsHowLongToWaitAndFillsEvenly()
    {
        var limits = Limits(6);
        for (var i = 0; i < 6; i++)
            Assert.Null(Take(limits, IPAddress.Loopback));

        Assert.Equal(TimeSpan.FromSeconds(10), Take(limits, IPAddress.Loopback));
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.NotNull(Take(limits, IPAddress.Loopback));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(Take(limits, IPAddress.Loopback));
        Assert.NotNull(Take(limits, IPAddress.Loopback));
        time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 6; i++)
            Assert.Null(Take(limits, IPAddress.Loopback));
        Assert.NotNull(Take(limits, IPAddress.Loopback));
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("192.0.2.1", "::1", false)]
    [InlineData(null, null, true)]
    [InlineData(null, "0.0.0.0", false)]
    public void Take_WhenAnotherAddressCalls_ThenSharesTheBucketWithItsNetworkOfIPv6Alone(string? first, string? second, bool shared)
    {
        var limits = Limits(1);
        Assert.Null(Take(limits, first is null ? null : IPAddress.Parse(first)));

        Assert.Equal(shared, Take(limits, second is null ? null : IPAddress.Parse(second)) is not null);
    }

    /// <summary>Of the four billion networks that one provider of IPv6 has.</summary>
    [Fact]
    public void Take_WhenEverOtherNetworksCall_ThenMemoryStaysBounded()
    {
        var limits = Limits(600);
        var bytes = new byte[16];
        bytes[0] = 0x20;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000_000; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(4), i);
            Assert.Null(Take(limits, new IPAddress(bytes)));
        }

        Assert.InRange(limits.Bytes, 1, AnonymousLimits.MaxBytes);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 3 * AnonymousLimits.MaxBytes);
        GC.KeepAlive(limits);
    }

    [Fact]
    public async Task Calls_WhenTheBucketIsEmpty_ThenAreLimitedWithAGoodTokenNot()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, 3);
        await service.UntilReadyAsync();
        var lines = service.Log.CallLines.Count;
        (await service.Anonymous.SendAsync("{}")).ExpectError(401, "auth.required");
        (await service.With("no.good.token").GetAsync("/api/v2/chats")).ExpectError(401, "auth.invalid_token");
        // One line for the first, which may come a moment after its answer, and then one a minute.
        await Eventually.HoldsAsync(() => service.Log.CallLines.Count > lines);
        Assert.Equal(lines + 1, service.Log.CallLines.Count);
        (await service.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK);

        foreach (var path in new[] { "/api/v2/chats", "/openapi/v2.json", "/nowhere", "/playground/index.html" })
        {
            var refused = (await service.Anonymous.GetAsync(path)).ExpectError(429, "rate.limited");
            Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 20);
        }

        (await service.With("no.good.token").GetAsync("/api/v2/chats")).ExpectError(429, "rate.limited");
        await service.NewConversationAsync();
        (await service.Anonymous.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
        (await service.Anonymous.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
        (await service.Anonymous.SendAsync(HttpMethod.Options, "/api/v2/chats", null, ("Access-Control-Request-Method", "GET"))).ExpectError(405, "route.method_not_allowed");
    }

    [Fact]
    public async Task Media_WhenTheyAreThere_ThenAreNotCountedAndMissesAreAndLeaveNoLine()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, 5);
        var user = await service.NewUserAsync();
        var url = (await user.SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(Form.File("Merhaba"u8.ToArray(), "a.txt")))).Expect(HttpStatusCode.Created)["url"].GetString()!;
        var path = new Uri(url).AbsolutePath;

        for (var i = 0; i < 10; i++)
            (await service.Anonymous.GetAsync(path)).Expect(HttpStatusCode.OK);
        var lines = service.Log.CallLines.Count;
        for (var i = 0; i < 5; i++)
            (await service.Anonymous.GetAsync($"/media/{Tokens.NewId()}")).ExpectError(404, "media.not_found");
        (await service.Anonymous.GetAsync($"/media/{Tokens.NewId()}")).ExpectError(429, "rate.limited");
        (await service.Anonymous.GetAsync("/media/a/b")).ExpectError(429, "rate.limited");
        (await service.With("no.good.token").GetAsync("/api/v2/chats")).ExpectError(429, "rate.limited");

        // One for all that are over the limit, which may come a moment after the answer to the first of them.
        await Eventually.HoldsAsync(() => service.Log.CallLines.Count > lines);
        Assert.Equal(lines + 1, service.Log.CallLines.Count);
        (await service.Anonymous.GetAsync(path)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task PlaygroundFiles_WhenTheyAreThere_ThenAreNotCountedAndMissesAre()
    {
        using var folder = new TemporaryFolder();
        await using var service = Limited(folder, 2);

        for (var i = 0; i < 10; i++)
        {
            (await service.Anonymous.GetAsync("/playground/main.js")).Expect(HttpStatusCode.OK);
            (await service.Anonymous.GetAsync("/playground/styles/base.css")).Expect(HttpStatusCode.OK);
        }

        (await service.Anonymous.GetAsync("/playground/none.js")).ExpectError(404, "route.not_found");
        (await service.Anonymous.GetAsync("/playground/index.html")).Expect(HttpStatusCode.OK);
        (await service.Anonymous.GetAsync("/playground/index.html")).ExpectError(429, "rate.limited");
        (await service.Anonymous.GetAsync("/playground/main.js")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Demand_WhenTheLimitIsOff_ThenThereIsNone(int perMinute, bool isThere) => Assert.Equal(isThere, Limits(perMinute).DemandOf(IPAddress.Loopback) is not null);

    private static TimeSpan? Take(AnonymousLimits limits, IPAddress? address) => limits.Take(limits.DemandOf(address)!.Value).WaitFor(0);

    private AnonymousLimits Limits(int perMinute) => new(new RateLimitSettings(0, 0, 0, perMinute, 0, 0, 0, 0, null), time);

    /// <summary>Its clock stands: nothing comes back, however long a test takes.</summary>
    private static Service Limited(TemporaryFolder folder, int perMinute) => new(new ServiceOptions(folder.Path)
    {
        Replace = services => services.AddStandingClock(),
        Settings = new Dictionary<string, string> { ["RateLimits:AnonymousPerMinute"] = perMinute.ToString(CultureInfo.InvariantCulture) },
    });
}
