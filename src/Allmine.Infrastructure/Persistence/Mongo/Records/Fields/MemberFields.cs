namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>One of the <c>members</c> of a chat, or of its <c>people</c>, who alone have more than the first two.</summary>
internal static class MemberFields
{
    public const string UserId = "userId";
    public const string ReadUpTo = "readUpTo";

    /// <summary>Absent of those who may do what everybody may.</summary>
    public const string Role = "role";

    /// <summary>This and what follows is absent of those who were there from the beginning.</summary>
    public const string Line = "line";
    public const string LineChange = "lineChange";
    public const string LineAt = "lineAt";

    /// <summary>There, and true, of those who see what was sent before, too.</summary>
    public const string SeesAll = "seesAll";
}
