using Allmine.Api.Configuration;

namespace Allmine.Api.Playground;

/// <summary>A server that calls can be sent to.</summary>
/// <param name="Name">As people see it.</param>
/// <param name="Url">Its address, without a slash at its end; <c>/</c> for the one that serves the page.</param>
/// <param name="IsOwnOrigin">Whether it is the one that serves the page.</param>
/// <param name="IsProduction">Whether a call that changes data has to be confirmed.</param>
internal sealed record OfferedServer(string Name, string Url, bool IsOwnOrigin, bool IsProduction)
{
    /// <summary>How names of servers begin whose data nobody will miss. Any other name is one of a server to be careful with.</summary>
    private static readonly string[] Harmless = ["dev", "local", "test", "staging", "qa"];

    public static OfferedServer For(PlaygroundServer server, IHostEnvironment environment)
    {
        // Whatever it is called, the service itself knows when it is one.
        var isProduction = server.IsOwnOrigin && environment.IsProduction();
        return new OfferedServer(server.Name, server.Url, server.IsOwnOrigin, isProduction || !IsHarmless(server.Name));
    }

    private static bool IsHarmless(string name) =>
        Harmless.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)) && !name.Contains("prod", StringComparison.OrdinalIgnoreCase);
}
