using System.Net;
using Allmine.Api.Auth;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Abuse;

/// <summary>One good token, written in five thousand ways: with ever more blanks before it.</summary>
[Collection(nameof(Alone))]
public sealed class SpacedTokenTests
{
    private const int Requests = 5000;

    [Fact]
    public async Task Requests_WhenATokenComesWithEverMoreBlanks_ThenItIsRememberedOnce()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path) { Settings = new Dictionary<string, string> { ["RateLimits:RequestsPerMinute"] = "100" } });
        await service.UntilReadyAsync();
        var user = await service.NewUserAsync();
        (await user.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK);
        var tokens = service.Services.GetRequiredService<CheckedTokens>();
        var (remembered, before) = (tokens.Bytes, GC.GetTotalMemory(forceFullCollection: true));
        var statuses = new Dictionary<HttpStatusCode, int>();
        var token = Tokens.ForUser(user.UserId);
        using var client = new HttpClient { BaseAddress = service.Address };
        for (var i = 0; i < Requests; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v2/chats");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {new string(' ', 15_000 + i)}{token}");
            using var response = await client.SendAsync(request);
            statuses[response.StatusCode] = statuses.GetValueOrDefault(response.StatusCode) + 1;
        }

        Assert.Equal(Requests, statuses.GetValueOrDefault(HttpStatusCode.OK) + statuses.GetValueOrDefault(HttpStatusCode.TooManyRequests));
        Assert.InRange(statuses[HttpStatusCode.TooManyRequests], Requests / 2, Requests);
        Assert.InRange(tokens.Bytes - remembered, 0, 2 * CheckedTokens.BytesOfBearer);
        // 340 MB where each header was kept.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
    }
}
