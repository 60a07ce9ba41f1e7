using System.Text;

namespace Allmine.Api.Tests.Access.Permissions;

/// <summary>docs/permissions.md, which is nothing but the table.</summary>
internal static class PermissionDocument
{
    public const string Path = "permissions.md";

    private const string Head =
        """
        # Who may do what

        Each cell is the status that a call is answered with, and the code where it is refused; a test makes every call of the table on both stores, and prints it.
        *Blocked* is an admin whom the user that the call is about has blocked, a former member had been removed, a service acts alone, for a member, or for a system user that is no member, and – stands where there is nothing to call.


        """;

    /// <param name="columns">The headings.</param>
    /// <param name="rows">The label of each, and its cells.</param>
    public static string Of(IEnumerable<string> columns, IEnumerable<(string Label, IReadOnlyList<string> Cells)> rows)
    {
        var names = columns.ToList();
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"))
            .Append("| call | ").AppendJoin(" | ", names).Append(" |\n|---|").Append(string.Concat(names.Select(_ => "---|"))).Append('\n');
        foreach (var (label, cells) in rows)
            text.Append("| ").Append(label).Append(" | ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");
        return text.ToString();
    }

    /// <summary>The code of a refusal as code.</summary>
    private static string Cell(string cell) => cell.Split(' ') is [var status, var code] && status.All(char.IsAsciiDigit) ? $"{status} `{code}`" : cell;
}
