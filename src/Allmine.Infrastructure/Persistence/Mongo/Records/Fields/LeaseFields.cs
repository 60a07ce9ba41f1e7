namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The one document of the collection <c>leases</c>.</summary>
internal static class LeaseFields
{
    /// <summary>For each node, by its identifier, the count of its signs of life.</summary>
    public const string Beats = "beats";

    /// <summary>For each lease, by its number, <see cref="Owner"/> and <see cref="Epoch"/>.</summary>
    public const string Slots = "slots";

    /// <summary>Absent for nobody.</summary>
    public const string Owner = "owner";

    public const string Epoch = "epoch";
}
