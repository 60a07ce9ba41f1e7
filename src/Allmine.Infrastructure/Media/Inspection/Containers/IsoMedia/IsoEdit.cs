namespace Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

/// <summary>A stretch of a track that is shown.</summary>
/// <param name="Length">In units of the movie's timescale; 0 for all the rest.</param>
/// <param name="MediaTime">Where it begins in the track; negative for a pause.</param>
internal readonly record struct IsoEdit(ulong Length, long MediaTime)
{
    public bool IsEmpty => MediaTime < 0;
}
