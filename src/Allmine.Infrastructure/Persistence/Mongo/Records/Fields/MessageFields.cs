namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>messages</c>.</summary>
internal static class MessageFields
{
    public const string ChatId = "chatId";
    public const string Sequence = "sequence";
    public const string SenderId = "senderId";
    public const string Type = "type";
    public const string Content = "content";
    public const string Media = "media";
    public const string CreditTransfer = "creditTransfer";
    public const string Metadata = "metadata";
    public const string Silent = "silent";
    public const string ReplyTo = "replyTo";
    public const string Mentions = "mentions";
    public const string CreatedAt = "createdAt";

    /// <summary>The number of the change that sent it, where that is not the message's own.</summary>
    public const string Change = "change";

    /// <summary>There once the message has been altered.</summary>
    public const string Life = "life";

    public const string MediaKey = $"{Media}.{MediaFields.Key}";
    public const string MediaThumbnailKey = $"{Media}.{MediaFields.ThumbnailKey}";
    public const string LifeChange = $"{Life}.{LifeFields.Change}";
}
