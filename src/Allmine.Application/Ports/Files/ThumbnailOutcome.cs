namespace Allmine.Application.Ports.Files;

/// <summary>What became of the making of a film's thumbnail.</summary>
public enum ThumbnailOutcome
{
    /// <summary>There is none, and more time would make none: the film shows nothing, or the node has nothing to read films with.</summary>
    None = 1,

    /// <summary>It is there.</summary>
    Made = 2,

    /// <summary>There was no time or no room for it.</summary>
    OutOfTime = 3,
}
