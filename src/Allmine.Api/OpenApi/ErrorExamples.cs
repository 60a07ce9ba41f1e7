using System.Text.Json;
using Allmine.Api.Errors;
using Allmine.Api.Http.Json;
using Allmine.Domain.Errors;
using Newtonsoft.Json.Linq;
using NSwag;

namespace Allmine.Api.OpenApi;

/// <summary>The envelope of each code as an example, which answers share.</summary>
internal static class ErrorExamples
{
    private static readonly DateTime Moment = new(2026, 1, 15, 10, 30, 0, DateTimeKind.Utc);

    /// <summary>Adds an example for each fault to a body, by its code.</summary>
    public static void Add(OpenApiDocument document, OpenApiMediaType body, IEnumerable<ErrorDetail> faults)
    {
        foreach (var fault in faults)
        {
            var value = ValueOf(fault);
            var shared = document.Components.Examples;
            // OpenAPI allows no brackets in the names of components.
            var name = fault.Name.Replace("[", ".", StringComparison.Ordinal).Replace("]", string.Empty, StringComparison.Ordinal);
            if (!shared.TryGetValue(name, out var known))
                shared[name] = known = new OpenApiExample { Summary = ErrorTexts.Of(fault, Language.English), Value = value };
            // The same field may have another limit in another call.
            body.Examples[fault.Name] = JToken.DeepEquals((JToken)known.Value, value)
                ? new OpenApiExample { Reference = known }
                : new OpenApiExample { Summary = ErrorTexts.Of(fault, Language.English), Value = value };
        }
    }

    private static JToken ValueOf(ErrorDetail fault) =>
        Examples.Parse(JsonSerializer.Serialize(ErrorEnvelope.Of([fault], Language.English, Moment), StrictJson.Options));
}
