namespace Allmine.Api.Configuration;

/// <param name="Name">As people see it.</param>
/// <param name="Url">Its address, or <see cref="OwnOrigin"/>.</param>
public sealed record PlaygroundServer(string Name, string Url)
{
    /// <summary>Means the very server that serves the document.</summary>
    public const string OwnOrigin = "/";

    public static IReadOnlyList<PlaygroundServer> Defaults { get; } =
        [new("Development", OwnOrigin), new("Production", "https://example.com")];
}
