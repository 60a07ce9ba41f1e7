namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>nodes</c>.</summary>
internal static class NodeFields
{
    public const string Beat = "beat";
    public const string Sessions = "sessions";
    public const string SeenAt = "seenAt";
}
