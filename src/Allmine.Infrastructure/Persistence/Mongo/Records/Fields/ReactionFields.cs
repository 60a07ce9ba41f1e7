namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>One of the <c>reactions</c> in a message's life, and one of its <c>reactors</c>.</summary>
internal static class ReactionFields
{
    public const string Emoji = "emoji";
    public const string Reactors = "reactors";
    public const string UserId = "userId";
    public const string At = "at";
}
