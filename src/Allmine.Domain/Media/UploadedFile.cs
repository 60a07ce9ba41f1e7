using Allmine.Domain.Users;

namespace Allmine.Domain.Media;

/// <summary>A file that a user uploaded: to be named in messages of that user and of nobody else.</summary>
public sealed record UploadedFile(Id<UploadedFile> Id, Id<User> OwnerId, MediaContent Content, DateTime UploadedAt)
{
    /// <summary>The most characters (Unicode scalar values) of a file's name; longer ones are cut when it is uploaded.</summary>
    public const int MaxNameLength = 255;
}
