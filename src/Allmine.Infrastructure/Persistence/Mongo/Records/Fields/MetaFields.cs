namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>meta</c>.</summary>
internal static class MetaFields
{
    public const string Version = "version";
    public const string Key = "key";

    /// <summary>Of a database that the development seed has made: another one after each reset.</summary>
    public const string Generation = "generation";

    /// <summary>The node that is about to throw the data away.</summary>
    public const string ClosingBy = "closingBy";

    /// <summary>Since when.</summary>
    public const string ClosingAt = "closingAt";

    /// <summary>The nodes that have let go of them.</summary>
    public const string LetGo = "letGo";
}
