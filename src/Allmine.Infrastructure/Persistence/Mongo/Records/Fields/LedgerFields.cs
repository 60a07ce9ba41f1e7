namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>ledger</c>. Owner and number are parts of the identifier.</summary>
internal static class LedgerFields
{
    public const string OwnerId = "ownerId";
    public const string Number = "number";
    public const string EntryId = "entryId";
    public const string Direction = "direction";
    public const string Amount = "amount";
    public const string BalanceAfter = "balanceAfter";
    public const string CounterpartyId = "counterpartyId";
    public const string MessageId = "messageId";
    public const string ChatId = "chatId";
    public const string GrantId = "grantId";
    public const string CreatedAt = "createdAt";

    public const string IdOwnerId = $"_id.{OwnerId}";
    public const string IdNumber = $"_id.{Number}";
}
