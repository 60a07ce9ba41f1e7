namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>erasures</c>. The message is the identifier.</summary>
internal static class ErasureFields
{
    public const string MediaKey = "mediaKey";
    public const string Due = "due";

    /// <summary>There, and true, once the file was found to be carried by no message.</summary>
    public const string Released = "released";

    /// <summary>There, and true, if nothing had become of the message before it was deleted: then nothing is left of that.</summary>
    public const string OnlyDeleted = "onlyDeleted";
}
