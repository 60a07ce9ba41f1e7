namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>users</c>.</summary>
internal static class UserFields
{
    public const string Username = "username";
    public const string ProfilePhoto = "profilePhoto";

    /// <summary>A person has none: it is there for those who are something else.</summary>
    public const string Kind = "kind";

    /// <summary>
    /// Name and picture once more, written as a whole, so that the change stream has both with a change of either. An earlier version leaves it as it is: nothing
    /// else goes by it.
    /// </summary>
    public const string Entry = "entry";

    /// <summary>
    /// How many files were added under a limit of bytes. Nobody reads it: those who add files at once change it, and so notice each other.
    /// </summary>
    public const string FilesAdded = "filesAdded";
}
