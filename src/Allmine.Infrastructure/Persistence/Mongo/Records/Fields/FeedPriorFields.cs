namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>A chat's last event of a type before another one.</summary>
internal static class FeedPriorFields
{
    public const string Type = "type";
    public const string Number = "number";
    public const string Change = "change";
}
