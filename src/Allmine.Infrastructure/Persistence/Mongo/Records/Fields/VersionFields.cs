namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The part <c>replaced</c> of an alteration.</summary>
internal static class VersionFields
{
    public const string Version = "version";
    public const string Content = "content";
    public const string Metadata = "metadata";
    public const string At = "at";
}
