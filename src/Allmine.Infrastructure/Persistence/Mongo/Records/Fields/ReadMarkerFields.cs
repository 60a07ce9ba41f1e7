namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>read_markers</c>.</summary>
internal static class ReadMarkerFields
{
    public const string ReadUpTo = "readUpTo";
}
