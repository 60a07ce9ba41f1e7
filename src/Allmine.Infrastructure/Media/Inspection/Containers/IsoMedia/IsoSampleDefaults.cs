namespace Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

/// <summary>What a fragment's samples are where they don't say otherwise.</summary>
internal readonly record struct IsoSampleDefaults(uint Duration, uint Size);
