namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>wallets</c>.</summary>
internal static class WalletFields
{
    public const string Balance = "balance";
    public const string Entries = "entries";
}
