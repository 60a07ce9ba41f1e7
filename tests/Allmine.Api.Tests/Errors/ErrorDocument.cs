using System.Text;
using Allmine.Api.Errors;

namespace Allmine.Api.Tests.Errors;

/// <summary>The part of docs/errors.md that follows from the code: the table of all codes, between two marks.</summary>
internal static class ErrorDocument
{
    private const string Begin = "<!-- codes: begin -->\n";
    private const string End = "<!-- codes: end -->\n";

    /// <summary>The document with its table as it has to be; the prose around it stays.</summary>
    /// <exception cref="InvalidDataException">The document lacks the marks.</exception>
    public static string WithTable(string document)
    {
        var begin = document.IndexOf(Begin, StringComparison.Ordinal);
        var end = document.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"The document needs the lines {Begin.TrimEnd()} and {End.TrimEnd()}, in this order.");
        return document[..(begin + Begin.Length)] + Table() + document[end..];
    }

    private static string Table()
    {
        var table = new StringBuilder("| status | code | cause | first sentence |\n|---|---|---|---|\n");
        foreach (var code in ErrorCatalog.All)
        {
            var (status, title) = ErrorStatus.Of(code.Kind);
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {status} | `{Cell(code.Value)}` | {Cell(ErrorCatalog.CauseOf(code))} | {Cell(title)} |\n");
        }

        return table.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
