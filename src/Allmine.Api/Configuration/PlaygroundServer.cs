namespace Allmine.Api.Configuration;

/// <param name="Name">As people see it.</param>
/// <param name="Url">Its address, or <see cref="OwnOrigin"/>.</param>
public sealed record PlaygroundServer(string Name, string Url)
{
    /// <summary>Means the very server that serves the document.</summary>
    public const string OwnOrigin = "/";

    public bool IsOwnOrigin => Url == OwnOrigin;

    public static IReadOnlyList<PlaygroundServer> Defaults { get; } =
        [new("Development", OwnOrigin), new("Production", "https://example.com")];

    /// <summary>Its address, as somebody who sends this request can reach it.</summary>
    public string UrlFor(HttpRequest request) => IsOwnOrigin ? $"{request.Scheme}://{request.Host}{request.PathBase}" : Url;
}
