namespace Allmine.Domain.Users;

/// <summary>The names of the kinds of user, as callers read them and stores keep them.</summary>
public static class UserKindNames
{
    public const string Person = "person";
    public const string System = "system";

    /// <summary>Every name, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> Names { get; } = [Person, System];

    public static string NameOf(UserKind kind) => kind switch
    {
        UserKind.Person => Person,
        UserKind.System => System,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The kind of that very name; null for any other text.</summary>
    public static UserKind? Parse(string? name) => name switch
    {
        Person => UserKind.Person,
        System => UserKind.System,
        _ => null,
    };
}
