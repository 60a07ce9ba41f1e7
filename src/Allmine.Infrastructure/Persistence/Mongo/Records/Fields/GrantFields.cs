namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The part <c>grant</c> of an outcome.</summary>
internal static class GrantFields
{
    public const string Id = "id";
    public const string RecipientId = "recipientId";
    public const string Amount = "amount";
}
