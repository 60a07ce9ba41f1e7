namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>alterations</c>. Chat and number of the change are parts of the identifier.</summary>
internal static class AlterationFields
{
    public const string ChatId = "chatId";
    public const string Change = "change";
    public const string LastSequence = "lastSequence";
    public const string MessageId = "messageId";
    public const string Sequence = "sequence";
    public const string Kind = "kind";
    public const string UserId = "userId";
    public const string Emoji = "emoji";

    /// <summary>The words that an edit has replaced, until the message is deleted.</summary>
    public const string Replaced = "replaced";

    /// <summary>What has changed of the chat itself; only with the kind <c>chat</c>, as is <see cref="Chat"/>.</summary>
    public const string Event = "event";

    public const string Chat = "snapshot";

    public const string IdChatId = $"_id.{ChatId}";
    public const string IdChange = $"_id.{Change}";
    public const string ReplacedVersion = $"{Replaced}.{VersionFields.Version}";
}
