using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Formatters;

namespace Allmine.Api.Http.Json;

/// <summary>
/// Writes every answer of a controller as JSON, whatever the caller says to accept: with its length, which spares the reader the
/// chunks, and in one piece unless it is large.
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
        var rest = Fill(response, context.Object, context.ObjectType ?? typeof(object));
        await response.BodyWriter.FlushAsync(context.HttpContext.RequestAborted);
        for (; rest.Length > 0; rest = rest[Math.Min(rest.Length, MaxKept)..])
            await response.BodyWriter.WriteAsync(rest[..Math.Min(rest.Length, MaxKept)], context.HttpContext.RequestAborted);
    }

    /// <summary>Writes what fits into one piece.</summary>
    /// <returns>The rest, which the server takes as fast as the reader does.</returns>
    private static ReadOnlyMemory<byte> Fill(HttpResponse response, object? value, Type type)
    {
        var buffer = kept ?? new JsonBuffer();
        kept = null;
        JsonSerializer.Serialize(buffer.Writer, value, StrictJson.Options.GetTypeInfo(type));
        var json = buffer.Bytes.WrittenMemory;
        response.ContentLength = json.Length;
        if (json.Length > MaxKept)
            return json;
        json.Span.CopyTo(response.BodyWriter.GetSpan(json.Length));
        response.BodyWriter.Advance(json.Length);
        kept = buffer.Emptied();
        return default;
    }
}
