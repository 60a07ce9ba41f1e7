using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

internal sealed class WalletSerializer : DocumentSerializer<Wallet, WalletSerializer.Parts>
{
    protected override void WriteFields(IBsonWriter writer, Wallet value)
    {
        writer.WriteId("_id", value.Owner);
        writer.WriteInt64(WalletFields.Balance, value.Balance);
        writer.WriteInt64(WalletFields.Entries, value.EntryCount);
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                parts.Owner = reader.ReadId<User>();
                return true;
            case WalletFields.Balance:
                parts.Balance = reader.ReadWhole();
                return true;
            case WalletFields.Entries:
                parts.Entries = reader.ReadWhole();
                return true;
            default:
                return false;
        }
    }

    protected override Wallet Compose(Parts parts) => Wallet.Restore(parts.Owner, parts.Balance, parts.Entries);

    internal sealed class Parts
    {
        public Id<User> Owner { get; set; }

        public long Balance { get; set; }

        public long Entries { get; set; }
    }
}
