using System.Text.RegularExpressions;
using NJsonSchema;
using NSwag;

namespace Allmine.Api.OpenApi;

/// <summary>Descriptions come from comments in the code, whose lines end where the code's do. Here they become paragraphs and lists.</summary>
internal static partial class Descriptions
{
    private const string Fence = "```";

    public static void Complete(OpenApiDocument document)
    {
        foreach (var operation in document.Operations.Select(operation => operation.Operation))
        {
            operation.Description = Flowing(operation.Description);
            // NSwag keeps a body as a parameter too, and makes the one anew when the other changes.
            foreach (var parameter in operation.Parameters.Where(parameter => parameter.Kind != OpenApiParameterKind.Body))
                parameter.Description = Flowing(parameter.Description);
            foreach (var schema in operation.RequestBody?.Content.Values.Select(content => content.Schema).OfType<JsonSchema>() ?? [])
                Complete(schema);
        }

        foreach (var schema in document.Definitions.Values)
            Complete(schema);
    }

    private static void Complete(JsonSchema schema)
    {
        schema.Description = Flowing(schema.Description);
        foreach (var property in schema.Properties.Values)
            property.Description = Flowing(property.Description);
    }

    /// <summary>A line break stays before an empty line, before an item of a list, and in code.</summary>
    private static string? Flowing(string? text) => text is null ? null : string.Join(Fence, text.Split(Fence).Select((part, index) =>
        index % 2 == 1 ? part : LineBreak().Replace(EndOfLine().Replace(part, "\n"), " ")));

    [GeneratedRegex(@"[ \t]*\r?\n[ \t]*")]
    private static partial Regex EndOfLine();

    [GeneratedRegex(@"(?<!\n)\n(?![\n-]|$)")]
    private static partial Regex LineBreak();
}
