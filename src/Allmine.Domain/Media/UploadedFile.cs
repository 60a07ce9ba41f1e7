using Allmine.Domain.Users;

namespace Allmine.Domain.Media;

/// <summary>A file that a user uploaded: to be named in messages of that user and of nobody else.</summary>
/// <param name="Id">The file.</param>
/// <param name="OwnerId">Who uploaded it.</param>
/// <param name="Content">What it is, and where its bytes are.</param>
/// <param name="UploadedAt">UTC, whole milliseconds.</param>
/// <param name="State">How far it has come.</param>
public sealed record UploadedFile(
    Id<UploadedFile> Id, Id<User> OwnerId, MediaContent Content, DateTime UploadedAt, FileState State = FileState.Staged)
{
    /// <summary>The most characters (Unicode scalar values) of a file's name; longer ones are cut when it is uploaded.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Of a film whose thumbnail was not made in time; null of every other file.</summary>
    public LaterThumbnail? LaterThumbnail { get; init; }

    /// <summary>For how long a file that no message uses is kept at least.</summary>
    public static readonly TimeSpan UnusedLifetime = TimeSpan.FromHours(24);
}
