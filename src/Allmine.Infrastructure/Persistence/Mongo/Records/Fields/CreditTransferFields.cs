namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The part <c>creditTransfer</c> of a message.</summary>
internal static class CreditTransferFields
{
    public const string Amount = "amount";
    public const string RecipientId = "recipientId";
}
