namespace Allmine.Infrastructure.Development;

/// <summary>A JPEG and its size in pixels.</summary>
internal sealed record SamplePicture(byte[] Jpeg, int Width, int Height);
