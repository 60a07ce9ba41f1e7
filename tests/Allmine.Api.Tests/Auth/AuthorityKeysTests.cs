using System.Globalization;
using System.Net;
using Allmine.Api.Auth;
using Allmine.Api.Configuration;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Domain.Errors;
using Allmine.Tests.Ports;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Auth;

/// <summary>The issuer's keys come and go, and the issuer does.</summary>
public sealed class AuthorityKeysTests
{
    private const string Known = "64d15f9e2e6c8f4d5a111111";

    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Keys_WhenATokenNamesAnUnknownOne_ThenAreFetchedOnceForAllAndAtMostEveryTenSeconds()
    {
        await using var authority = await TestAuthority.StartAsync();
        using var keys = KeysOf(authority.Address);
        await keys.GetConfigurationAsync(default);
        await keys.SeekAsync("1", default);
        authority.Rotate();

        Assert.False(await keys.SeekAsync("2", default));
        Assert.Equal(1, authority.Fetches);
        time.Advance(AuthorityKeys.PauseForUnknownKey);
        Assert.DoesNotContain(false, await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => keys.SeekAsync("2", default))));

        Assert.Equal(2, authority.Fetches);
        Assert.Equal("2", Assert.Single((await keys.GetConfigurationAsync(default)).SigningKeys).KeyId);
        // Made up ones don't cost the authority more than that.
        for (var i = 0; i < 100; i++)
            Assert.False(await keys.SeekAsync($"made up {i}", default));
        Assert.Equal(2, authority.Fetches);
    }

    [Fact]
    public async Task Keys_WhenTheAuthorityGoesAway_ThenThoseKnownStayAndOthersCantBeTold()
    {
        var authority = await TestAuthority.StartAsync();
        using var keys = KeysOf(authority.Address);
        await keys.GetConfigurationAsync(default);
        await authority.DisposeAsync();
        time.Advance(AuthorityKeys.PauseForUnknownKey);

        await keys.SeekAsync("1", default);
        Assert.Equal("auth.unavailable", (await Assert.ThrowsAsync<RefusedException>(() => keys.SeekAsync("2", default))).Code.Value);
        // Also within the pause, when it is not asked.
        await Assert.ThrowsAsync<RefusedException>(() => keys.SeekAsync("2", default));
        Assert.False(keys.AreMissing);
    }

    [Fact]
    public async Task Keys_WhenTheAuthorityIsSilent_ThenItIsWaitedForAndNotForLong()
    {
        await using var authority = await TestAuthority.StartAsync();
        authority.Answers = new TaskCompletionSource();
        using var keys = KeysOf(authority.Address);
        var waiting = Enumerable.Range(0, 10).Select(_ => keys.GetConfigurationAsync(default)).ToList();

        await Eventually.HoldsAsync(() =>
        {
            time.Advance(AuthorityKeys.Patience);
            return waiting.TrueForAll(task => task.IsCompleted);
        });

        foreach (var task in waiting)
            await Assert.ThrowsAsync<RefusedException>(() => task);
        Assert.True(keys.AreMissing);
    }

    /// <summary>A token that may be good is never told to be bad for want of keys.</summary>
    [Fact]
    public async Task Service_WhenItsAuthorityIsAwayAtStart_ThenIsNotReadyAndGoesOnByItself()
    {
        using var folder = new TemporaryFolder();
        var port = FreePort.Take();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            WarmsUp = true,
            Settings = new Dictionary<string, string> { ["Jwt:Authority"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}") },
        });
        await using var twin = await TestAuthority.StartAsync();
        await Eventually.HoldsAsync(() => service.Log.Lines.Any(line => line.StartsWith("Information: Ready", StringComparison.Ordinal)));

        var refused = (await service.With(twin.TokenFor(Known)).GetAsync("/api/v2/chats")).ExpectError(503, "auth.unavailable");
        Assert.NotNull(refused.Header("Retry-After"));
        (await service.With(Tokens.ForUser(Known)).SendAsync("{}")).ExpectError(503, "auth.unavailable");
        (await service.Anonymous.GetAsync("/health/ready")).ExpectError(503, "auth.unavailable");
        (await service.Anonymous.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
        (await service.Anonymous.GetAsync("/api/v2/chats")).ExpectError(401, "auth.required");
        Assert.Single(service.Log.Lines, line => line.StartsWith("Warning: The keys of the authority can't be fetched", StringComparison.Ordinal));

        await using var authority = await TestAuthority.StartAsync(port);
        await service.UntilReadyAsync();
        (await service.With(authority.TokenFor(Known)).GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK);
        (await service.With(authority.TokenFor(Known, key: "made up")).GetAsync("/api/v2/chats")).ExpectError(401, "auth.invalid_token");
    }

    private AuthorityKeys KeysOf(string address) =>
        new(new JwtSettings(null, address, null, "audience"), time, NullLogger<AuthorityKeys>.Instance);
}
