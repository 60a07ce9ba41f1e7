namespace Allmine.Domain.Media;

/// <summary>A thumbnail that there was no time for when its film was uploaded, and that is made once a message carries the film.</summary>
/// <param name="Key">Under which it is to be stored: chosen at the upload, so that its bytes are never without a record.</param>
/// <param name="Due">When it is to be seen to, UTC, whole milliseconds; null once there is nothing left to do.</param>
/// <param name="Tries">How often it was taken up without coming further.</param>
public sealed record LaterThumbnail(string Key, DateTime? Due, int Tries = 0)
{
    /// <summary>After so many tries it is left: some films have none that could be made in time, and some end whoever opens them.</summary>
    public const int MaxTries = 5;

    /// <summary>For how long it is nobody else's once it was taken up; then others take it up, as that one has died or was too slow.</summary>
    public static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    /// <summary>After which it is looked for messages that were sent by those who did not know yet that it is there: longer than any send takes.</summary>
    public static readonly TimeSpan Echo = TimeSpan.FromMinutes(1);
}
