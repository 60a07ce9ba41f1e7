using Allmine.Api.Configuration;
using Allmine.Api.Faults;
using Allmine.Api.OpenApi;
using Allmine.Infrastructure.Development;

namespace Allmine.Api.Playground;

/// <summary>What the page has to know of the service that serves it.</summary>
/// <param name="DocumentUrl">Where the OpenAPI document is.</param>
/// <param name="Servers">The servers offered, those of Production last; the first is selected.</param>
/// <param name="TokenUrl">Where tokens for <paramref name="Users"/> are to be had; null where there is no such help.</param>
/// <param name="Users">The users of the development data.</param>
/// <param name="Faults">Whether calls can ask the service for faults.</param>
/// <param name="ResetUrl">Where the data are begun anew; null where they can't be.</param>
internal sealed record PlaygroundConfiguration(
    string DocumentUrl, IReadOnlyList<OfferedServer> Servers, string? TokenUrl, IReadOnlyList<SeededUser> Users, bool Faults, string? ResetUrl)
{
    private static readonly SeededUser[] Seeded =
    [
        new(DevelopmentSeed.SenderId, DevelopmentSeed.SenderUsername, "Ayşe"),
        new(DevelopmentSeed.TargetUserId, DevelopmentSeed.TargetUsername, "Mehmet"),
    ];

    public static PlaygroundConfiguration For(HttpRequest request, AllmineSettings settings, IHostEnvironment environment)
    {
        var issuesTokens = environment.IsDevelopment() && settings.Jwt.SigningKey is not null;
        return new PlaygroundConfiguration(
            $"{request.PathBase}{OpenApiSetup.DocumentPath}",
            [.. settings.Playground.Servers.Select(server => OfferedServer.For(server, environment)).OrderBy(server => server.IsProduction)],
            issuesTokens ? $"{request.PathBase}/api/dev/token" : null,
            issuesTokens ? Seeded : [],
            FaultsOnDemand.AreOnIn(environment),
            environment.IsDevelopment() ? $"{request.PathBase}/api/dev/reset" : null);
    }
}
