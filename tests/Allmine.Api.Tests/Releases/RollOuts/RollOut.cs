namespace Allmine.Api.Tests.Releases.RollOuts;

/// <summary>Which of the two programs was first on the database, and has set it up.</summary>
public enum RollOut
{
    LastReleaseFirst,
    PresentFirst,
}
