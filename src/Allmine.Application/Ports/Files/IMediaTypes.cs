namespace Allmine.Application.Ports.Files;

/// <summary>Knows how stored files are served, which their keys tell.</summary>
public interface IMediaTypes
{
    /// <summary>The content type of what is stored under the key; <c>application/octet-stream</c> if it is nothing that is known.</summary>
    string ContentTypeOf(string key);

    /// <summary>Whether it is an image, a film or a sound; browsers must only save all else.</summary>
    bool IsShown(string key);
}
