namespace Allmine.Infrastructure.Media.Inspection.Images.Heif;

/// <param name="Offset">In a file.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct ByteRange(long Offset, long Length);
