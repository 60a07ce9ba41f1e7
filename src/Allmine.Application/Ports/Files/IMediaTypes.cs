namespace Allmine.Application.Ports.Files;

/// <summary>Knows how stored files are served, which their keys tell.</summary>
public interface IMediaTypes
{
    /// <summary>The content type of what is stored under the key; null for what browsers must only save.</summary>
    string? ContentTypeOf(string key);
}
