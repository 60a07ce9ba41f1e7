namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>erasures</c>. The message is the identifier.</summary>
internal static class ErasureFields
{
    public const string MediaKey = "mediaKey";
    public const string Due = "due";

    /// <summary>There, and true, once the file was found to be carried by no message.</summary>
    public const string Released = "released";
}
