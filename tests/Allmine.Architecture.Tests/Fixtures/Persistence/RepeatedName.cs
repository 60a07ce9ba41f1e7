namespace Allmine.Architecture.Tests.Fixtures.Persistence;

/// <summary>Writes stored names of its own: "a comment" does not count.</summary>
internal static class RepeatedName
{
    public static string[] Written => ["members", "$members.userId", "memberships", nameof(RepeatedName)];
}
