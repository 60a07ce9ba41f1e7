namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>One of the <c>reactions</c> in a message's life, and one of its <c>users</c>.</summary>
internal static class ReactionFields
{
    public const string Emoji = "emoji";
    public const string Users = "users";
    public const string UserId = "userId";
    public const string At = "at";
}
