namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>Bytes that are to be overwritten: by some others first, and by zeros up to the end.</summary>
/// <param name="Offset">Where in the file.</param>
/// <param name="Length">In bytes, at least as many as the others are.</param>
/// <param name="Beginning">To be written first; empty for zeros alone.</param>
internal readonly record struct PlaceErasure(long Offset, long Length, byte[] Beginning);
