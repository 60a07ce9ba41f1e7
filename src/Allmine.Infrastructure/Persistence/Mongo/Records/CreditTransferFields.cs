using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>The part <c>creditTransfer</c> of a message.</summary>
internal sealed class CreditTransferFields
{
    private long amount;
    private Id<User> recipientId;

    public static void Write(IBsonWriter writer, CreditTransfer transfer)
    {
        writer.WriteInt64("amount", transfer.Amount);
        writer.WriteId("recipientId", transfer.RecipientId);
    }

    public static bool Read(IBsonReader reader, string field, CreditTransferFields parts)
    {
        switch (field)
        {
            case "amount":
                parts.amount = reader.ReadWhole();
                return true;
            case "recipientId":
                parts.recipientId = reader.ReadId<User>();
                return true;
            default:
                return false;
        }
    }

    public CreditTransfer Compose() => new(amount, recipientId);
}
