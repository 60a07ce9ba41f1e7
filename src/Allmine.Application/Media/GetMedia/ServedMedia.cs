namespace Allmine.Application.Media.GetMedia;

/// <param name="Content">The bytes, seekable; whoever gets them disposes of them.</param>
/// <param name="ContentType">Of an image, film or sound that was recognized; null for what browsers must only save.</param>
public sealed record ServedMedia(Stream Content, string? ContentType);
