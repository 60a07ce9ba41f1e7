namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The <c>replyTo</c> of a message.</summary>
internal static class ReplyFields
{
    public const string MessageId = "messageId";
    public const string Sequence = "sequence";
}
