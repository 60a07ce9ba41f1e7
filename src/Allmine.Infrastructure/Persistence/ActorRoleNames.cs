using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence;

/// <summary>The names under which both stores keep what somebody was who made a request: those that tokens have.</summary>
internal static class ActorRoleNames
{
    public const string Person = "user";
    public const string Service = "service";

    public static string NameOf(ActorRole role) => role switch
    {
        ActorRole.Person => Person,
        ActorRole.Service => Service,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <exception cref="FormatException">There is no such role.</exception>
    public static ActorRole Parse(string? name) => name switch
    {
        Person => ActorRole.Person,
        Service => ActorRole.Service,
        _ => throw new FormatException($"An actor is stored with the role '{name}', which this version can't read."),
    };
}
