namespace Allmine.Application.Ports.Files;

/// <summary>What <see cref="IMediaStore"/> has under a key.</summary>
/// <param name="Content">The bytes, seekable; whoever gets them disposes of them. A bounded part of them is in memory, however large the file.</param>
/// <param name="Name">That the file was stored with; null of what was stored without one.</param>
public sealed record StoredMedia(Stream Content, string? Name);
