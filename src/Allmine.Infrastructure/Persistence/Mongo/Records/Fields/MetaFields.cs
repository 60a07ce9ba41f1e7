namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>meta</c>.</summary>
internal static class MetaFields
{
    public const string Version = "version";
    public const string Key = "key";
}
