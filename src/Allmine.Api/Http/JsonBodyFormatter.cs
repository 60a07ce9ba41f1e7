using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Http;

/// <summary>
/// Reads JSON bodies: UTF-8, at most <see cref="MaxBytes"/>, and nothing that the contract doesn't know. It takes every
/// body that is offered, so that each kind of bad one gets its own answer from here.
/// </summary>
internal sealed class JsonBodyFormatter : IInputFormatter
{
    /// <summary>The most bytes of a JSON body: several times the longest text, however it is escaped.</summary>
    public const int MaxBytes = 256 * 1024;

    public bool CanRead(InputFormatterContext context) => true;

    /// <exception cref="RefusedException"><c>body.unsupported_type</c> or <c>body.too_large</c>.</exception>
    /// <exception cref="InvalidRequestException"><c>body.malformed</c>, or rules of single properties.</exception>
    public async Task<InputFormatterResult> ReadAsync(InputFormatterContext context)
    {
        var request = context.HttpContext.Request;
        RequireJson(request);
        if (request.ContentLength > MaxBytes)
            throw new RefusedException(ErrorCode.BodyTooLarge, MaxBytes);

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.HttpContext.RequestAborted);
            if (!read.IsCompleted && read.Buffer.Length <= MaxBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            try
            {
                if (read.Buffer.Length > MaxBytes)
                    throw new RefusedException(ErrorCode.BodyTooLarge, MaxBytes);
                return await InputFormatterResult.SuccessAsync(Parse(read.Buffer, context.ModelType));
            }
            finally
            {
                // After a bad body too: the server goes on from here, and else logs a failure and drops the connection.
                request.BodyReader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static void RequireJson(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding;
        var supported = (encoding.Count == 0 || encoding == "identity")
            && (request.ContentType == "application/json"
                || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
                    && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                    && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                        || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))));
        if (!supported)
            throw new RefusedException(ErrorCode.BodyUnsupportedType);
    }

    private static object Parse(ReadOnlySequence<byte> body, Type type)
    {
        var bytes = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        if (!Utf8.IsValid(bytes))
            throw new InvalidRequestException(new Fault(ErrorCode.BodyMalformed));
        var typeInfo = StrictJson.Options.GetTypeInfo(type);
        try
        {
            return JsonSerializer.Deserialize(bytes, typeInfo) ?? throw new InvalidRequestException(new Fault(ErrorCode.BodyMalformed));
        }
        catch (JsonException)
        {
            throw new InvalidRequestException(JsonFaults.Find(bytes, typeInfo));
        }
    }
}
