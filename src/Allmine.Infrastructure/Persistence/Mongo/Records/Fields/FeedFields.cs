namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>feed</c>. The number is the identifier.</summary>
internal static class FeedFields
{
    public const string EventId = "eventId";
    public const string Type = "type";
    public const string Lane = "lane";
    public const string Partition = "partition";
    public const string ChatId = "chatId";

    /// <summary>The number of the chat's change; absent if it is none.</summary>
    public const string Change = "change";

    /// <summary>Whether there is a <see cref="Change"/>: for the index, so that the last change of a lane is one step away.</summary>
    public const string IsChange = "isChange";

    public const string MessageId = "messageId";

    /// <summary>There with <see cref="MessageId"/> alone: whether the data are those of the tombstone.</summary>
    public const string IsErased = "isErased";

    public const string CreatedAt = "createdAt";
    public const string Data = "data";
    public const string Priors = "priors";
}
