namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>chats</c>.</summary>
internal static class ChatFields
{
    public const string Kind = "kind";
    public const string Pair = "pair";
    public const string Title = "title";
    public const string Revision = "revision";
    public const string LastSequence = "lastSequence";

    /// <summary>Of direct chats, and of groups that are as they were made.</summary>
    public const string Members = "members";

    /// <summary>
    /// In place of <see cref="Members"/>, of groups that have changed: a node of a version that knows no such changes finds nobody there to tell anything.
    /// </summary>
    public const string People = "people";

    public const string BlockedBy = "blockedBy";

    /// <summary>Since when the lower one of the two users has blocked the higher one. It counts as far as <see cref="BlockedBy"/> says so, which alone older versions know.</summary>
    public const string LowerBlock = "lowerBlock";

    /// <summary>The same of the higher one.</summary>
    public const string HigherBlock = "higherBlock";

    public const string CreatedAt = "createdAt";
    public const string UpdatedAt = "updatedAt";
    public const string ActiveHour = "activeHour";

    /// <summary>Absent where no message was ever altered.</summary>
    public const string AlterationCount = "alterationCount";

    /// <summary>Absent where none was ever pinned. The one that was pinned last comes last.</summary>
    public const string Pins = "pins";

    /// <summary>Absent where there is none.</summary>
    public const string Photo = "photo";

    /// <summary>Absent where the chat itself never changed.</summary>
    public const string OwnChange = "ownChange";

    public const string MembersUserId = $"{Members}.{MemberFields.UserId}";
    public const string PeopleUserId = $"{People}.{MemberFields.UserId}";
    public const string PhotoKey = $"{Photo}.{MediaFields.Key}";

    /// <summary>The kind of a group that has changed, in place of its name: a node of a version that knows no such changes can't read it, and refuses it.</summary>
    public const string ChangedGroup = "group.2";
}
