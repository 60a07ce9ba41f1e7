using Allmine.Api.Auth;
using Allmine.Api.Configuration;
using Allmine.Api.OpenApi;
using Allmine.Api.Playground;
using Allmine.Domain;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Development;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Allmine.Api.Development;

/// <summary>What only a start in Development does: the data of the documented call, and the call itself to copy.</summary>
internal static class DevelopmentStart
{
    public static Task SeedAsync(WebApplication app) => app.Services.GetRequiredService<DevelopmentSeed>().SeedAsync(CancellationToken.None);

    /// <summary>Prints where the service is, where the playground is, and a line for a shell that sends the documented call.</summary>
    public static void PrintFirstSteps(WebApplication app, TextWriter output)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        output.WriteLine();
        output.WriteLine($"Allmine listens on {address}");
        if (app.Services.GetRequiredService<AllmineSettings>().Playground.Enabled)
            output.WriteLine($"Playground: {address}{PlaygroundPage.Path}");
        if (app.Services.GetRequiredService<JwtSettings>().SigningKey is null)
            return;
        var (token, expiresAt) = app.Services.GetRequiredService<DevelopmentTokens>().Issue(Id<User>.Parse(DevelopmentSeed.SenderId), TokenClaims.UserRole);
        output.WriteLine($"A first message (the token is good until {expiresAt:u}):");
        output.WriteLine();
        output.WriteLine(
            $"curl -X POST \"{address}/api/v2/messages\" -H \"Authorization: Bearer {token}\" -H \"Content-Type: application/json\" -d '{Examples.SendRequest}'");
        output.WriteLine();
    }
}
