namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>outcomes</c>. User, key and space are parts of the identifier.</summary>
internal static class OutcomeFields
{
    public const string UserId = "userId";
    public const string Key = "key";
    public const string Space = "space";
    public const string Fingerprint = "fingerprint";
    public const string FingerprintVersion = "fingerprintVersion";
    public const string MessageId = "messageId";
    public const string ChatId = "chatId";
    public const string Refusal = "refusal";
    public const string RefusedItem = "refusedItem";
    public const string Items = "batchItems";
    public const string Grant = "grant";

    /// <summary>Of a request for a chat: whether the request made or opened it.</summary>
    public const string Opened = "opened";

    public const string Balance = "balance";
    public const string ExpiresAt = "expiresAt";

    public const string GrantGrantId = $"{Grant}.{GrantFields.Id}";
}
