namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>One of the <c>members</c> of a chat.</summary>
internal static class MemberFields
{
    public const string UserId = "userId";
    public const string ReadUpTo = "readUpTo";
}
