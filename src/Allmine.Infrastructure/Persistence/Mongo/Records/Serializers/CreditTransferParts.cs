using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>The part <c>creditTransfer</c> of a message.</summary>
internal sealed class CreditTransferParts
{
    private long amount;
    private Id<User> recipientId;

    public static void Write(IBsonWriter writer, CreditTransfer transfer)
    {
        writer.WriteInt64(CreditTransferFields.Amount, transfer.Amount);
        writer.WriteId(CreditTransferFields.RecipientId, transfer.RecipientId);
    }

    public static bool Read(IBsonReader reader, string field, CreditTransferParts parts)
    {
        switch (field)
        {
            case CreditTransferFields.Amount:
                parts.amount = reader.ReadWhole();
                return true;
            case CreditTransferFields.RecipientId:
                parts.recipientId = reader.ReadId<User>();
                return true;
            default:
                return false;
        }
    }

    public CreditTransfer Compose() => new(amount, recipientId);
}
