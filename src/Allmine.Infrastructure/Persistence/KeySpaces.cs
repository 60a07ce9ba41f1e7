using Allmine.Application.SendLog;

namespace Allmine.Infrastructure.Persistence;

/// <summary>The names under which both stores keep the spaces of idempotency keys.</summary>
internal static class KeySpaces
{
    public const string Sends = "sends";
    public const string Grants = "grants";

    public static string NameOf(KeySpace space) => space switch
    {
        KeySpace.Sends => Sends,
        KeySpace.Grants => Grants,
        _ => throw new ArgumentOutOfRangeException(nameof(space), space, null),
    };

    public static KeySpace Parse(string name) => name switch
    {
        Sends => KeySpace.Sends,
        Grants => KeySpace.Grants,
        _ => throw new FormatException($"A key is stored in the space '{name}', which this version can't read."),
    };
}
