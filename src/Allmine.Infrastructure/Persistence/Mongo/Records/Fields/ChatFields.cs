namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>chats</c>.</summary>
internal static class ChatFields
{
    public const string Kind = "kind";
    public const string Pair = "pair";
    public const string Title = "title";
    public const string Revision = "revision";
    public const string LastSequence = "lastSequence";
    public const string Members = "members";
    public const string BlockedBy = "blockedBy";
    public const string CreatedAt = "createdAt";
    public const string UpdatedAt = "updatedAt";
    public const string ActiveHour = "activeHour";

    /// <summary>Absent where no message was ever altered.</summary>
    public const string AlterationCount = "alterationCount";

    /// <summary>Absent where none was ever pinned. The one that was pinned last comes last.</summary>
    public const string Pins = "pins";

    public const string MembersUserId = $"{Members}.{MemberFields.UserId}";
}
