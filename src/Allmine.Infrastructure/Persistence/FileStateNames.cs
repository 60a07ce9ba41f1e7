using Allmine.Domain.Media;

namespace Allmine.Infrastructure.Persistence;

/// <summary>The names under which stores keep the states of files.</summary>
internal static class FileStateNames
{
    public const string Pending = "pending";
    public const string Staged = "staged";
    public const string Bound = "bound";
    public const string Abandoned = "abandoned";
    public const string Released = "released";

    public static IReadOnlyList<string> Names { get; } = [Pending, Staged, Bound, Abandoned, Released];

    public static string NameOf(FileState state) => state switch
    {
        FileState.Pending => Pending,
        FileState.Staged => Staged,
        FileState.Bound => Bound,
        FileState.Abandoned => Abandoned,
        FileState.Released => Released,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static FileState Parse(string name) => name switch
    {
        Pending => FileState.Pending,
        Staged => FileState.Staged,
        Bound => FileState.Bound,
        Abandoned => FileState.Abandoned,
        Released => FileState.Released,
        _ => throw new InvalidDataException($"The store has a file in the unknown state {name}."),
    };
}
