using System.Text.Json;

namespace Allmine.Api.Tests.Events;

/// <summary>A block of a stream of server-sent events; what it does not have is null.</summary>
internal sealed record EventBlock(string? Id, string? Name, string? Data, string? Comment, string? Retry)
{
    public JsonElement Json => JsonDocument.Parse(Data!).RootElement;
}
