using Allmine.Api.Http.Json;

namespace Allmine.Api.Contracts.Messages;

/// <summary>The words and the data that a message had, or has.</summary>
public sealed record VersionResponse
{
    /// <summary>1 for those that it was sent with.</summary>
    public int Version { get; init; }

    public string? Content { get; init; }

    public JsonText? Metadata { get; init; }

    /// <summary>Since when it had them, UTC.</summary>
    public DateTime At { get; init; }
}
