using MongoDB.Bson;

namespace Allmine.Bench.Limit;

/// <summary>The two ledger entries of a transfer, in the service's document form.</summary>
internal static class LedgerDocuments
{
    /// <param name="message">The transfer.</param>
    /// <param name="sender">The sender's wallet after it.</param>
    /// <param name="recipient">The recipient's wallet after it.</param>
    public static BsonDocument[] Of(NewMessage message, HeldWallet sender, HeldWallet recipient)
    {
        var (from, to) = (message.SenderId, message.Transfer!.RecipientId);
        return [Entry(message, from, to, "credit_transfer_sent", sender), Entry(message, to, from, "credit_transfer_received", recipient)];
    }

    private static BsonDocument Entry(NewMessage message, string owner, string counterparty, string direction, HeldWallet wallet) => new()
    {
        { "_id", new BsonDocument { { "ownerId", ObjectId.Parse(owner) }, { "number", wallet.Entries } } },
        { "entryId", ObjectId.GenerateNewId() },
        { "direction", direction },
        { "amount", message.Transfer!.Amount },
        { "balanceAfter", wallet.Balance },
        { "counterpartyId", ObjectId.Parse(counterparty) },
        { "messageId", ObjectId.Parse(message.Id) },
        { "chatId", ObjectId.Parse(message.ChatId) },
        { "createdAt", new BsonDateTime(message.CreatedAt.ToUnixTimeMilliseconds()) },
    };
}
