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

    public const string MediaKind = $"{Media}.{MediaFields.Kind}";
    public const string MediaKey = $"{Media}.{MediaFields.Key}";
    public const string MediaThumbnailKey = $"{Media}.{MediaFields.ThumbnailKey}";
}
