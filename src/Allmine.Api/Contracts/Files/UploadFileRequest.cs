using Allmine.Application.Ports.Files;

namespace Allmine.Api.Contracts.Files;

/// <summary>A file to be stored.</summary>
public sealed record UploadFileRequest
{
    /// <summary>The bytes, as they came.</summary>
    internal IReceivedFile? File { get; init; }
}
