namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>read_markers</c>.</summary>
internal static class ReadMarkerFields
{
    public const string ReadUpTo = "readUpTo";

    /// <summary>What has reached members, as far as they have not read it: absent before anybody says so.</summary>
    public const string DeliveredUpTo = "deliveredUpTo";
}
