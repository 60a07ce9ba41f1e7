namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>One of the <c>pins</c> of a chat.</summary>
internal static class PinFields
{
    public const string MessageId = "messageId";
    public const string Sequence = "sequence";
}
