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

        return text.Append(
            """
            }

            /** A stable code for one cause of an error, as this version of the client knows them. */
            export type KnownErrorCode = ErrorCodesOf[keyof ErrorCodesOf];

            /**
             * Some text that this version of the client does not know as a code. It is written as an enumeration, of which nothing is there
             * at run time, so that a misspelt code is found all the same.
             */
            declare enum OtherErrorCode {
                some = "(a code that came later)",
            }

            export type { OtherErrorCode };

            /** A stable code for one cause of an error. */
            export type ErrorCode = KnownErrorCode | OtherErrorCode;

            """).ToString().ReplaceLineEndings("\n");
    }

    private static string Literal(ErrorCode code) =>
        code.IsFieldRule ? $"`{code.Value.Replace(ErrorCode.FieldPlaceholder, "${string}", StringComparison.Ordinal)}`" : $"\"{code.Value}\"";
}
