using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Formatters;

namespace Allmine.Api.Http.Json;

/// <summary>
/// Writes every answer of a controller as JSON, whatever the caller says to accept: in one piece and with its length,
/// which spares the reader the chunks.
/// </summary>
internal sealed class JsonOutputFormatter : IOutputFormatter
{
    /// <summary>Larger ones are made anew each time rather than kept.</summary>
    private const int MaxKept = 64 * 1024;

    [ThreadStatic]
    private static JsonBuffer? kept;

    public bool CanWriteResult(OutputFormatterCanWriteContext context) => true;

    public async Task WriteAsync(OutputFormatterWriteContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = StrictJson.ContentType;
        Fill(response, context.Object, context.ObjectType ?? typeof(object));
        await response.BodyWriter.FlushAsync(context.HttpContext.RequestAborted);
    }

    private static void Fill(HttpResponse response, object? value, Type type)
    {
        var buffer = kept ?? new JsonBuffer();
        kept = null;
        JsonSerializer.Serialize(buffer.Writer, value, StrictJson.Options.GetTypeInfo(type));
        var json = buffer.Bytes.WrittenSpan;
        response.ContentLength = json.Length;
        json.CopyTo(response.BodyWriter.GetSpan(json.Length));
        response.BodyWriter.Advance(json.Length);
        if (json.Length <= MaxKept)
            kept = buffer.Emptied();
    }
}
