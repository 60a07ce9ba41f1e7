using System.Globalization;
using System.Text;
using Allmine.Api.Errors;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.OpenApi;

/// <summary>The error codes as types of TypeScript, from the list that docs/errors.md is made from.</summary>
internal static class TypeScriptErrorCodes
{
    public static string Text()
    {
        var text = new StringBuilder(
            """
            // Made from the service's list of error codes, as is docs/errors.md. Not to be edited: a test compares it with the
            // list, and says how to rewrite it.

            /** The codes of each status. */
            export interface ErrorCodesOf {

            """);
        foreach (var codes in ErrorCatalog.All.GroupBy(code => ErrorStatus.Of(code.Kind).Status).OrderBy(group => group.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"    {codes.Key}:");
            foreach (var code in codes)
                text.Append(CultureInfo.InvariantCulture, $"\n        /** {ErrorCatalog.CauseOf(code)} */\n        | {Literal(code)}");
            text.Append(";\n");
        }

        return text.Append("}\n\n/** A stable code for one cause of an error. */\nexport type ErrorCode = ErrorCodesOf[keyof ErrorCodesOf];\n")
            .ToString().ReplaceLineEndings("\n");
    }

    private static string Literal(ErrorCode code) =>
        code.IsFieldRule ? $"`{code.Value.Replace(ErrorCode.FieldPlaceholder, "${string}", StringComparison.Ordinal)}`" : $"\"{code.Value}\"";
}
