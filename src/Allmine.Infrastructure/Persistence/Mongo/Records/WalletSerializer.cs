using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

internal sealed class WalletSerializer : DocumentSerializer<Wallet, WalletSerializer.Parts>
{
    protected override void WriteFields(IBsonWriter writer, Wallet value)
    {
        writer.WriteId("_id", value.Owner);
        writer.WriteInt64("balance", value.Balance);
        writer.WriteInt64("entries", value.EntryCount);
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                parts.Owner = reader.ReadId<User>();
                return true;
            case "balance":
                parts.Balance = reader.ReadWhole();
                return true;
            case "entries":
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
