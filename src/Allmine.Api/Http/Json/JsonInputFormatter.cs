using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Allmine.Api.Errors;
using Allmine.Api.Http.Bodies;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Http.Json;

/// <summary>
/// Reads JSON bodies: UTF-8, at most <see cref="MaxBytes"/>, and nothing that the contract doesn't know. It takes every
/// body that is offered, so that each kind of bad one gets its own answer from here.
/// </summary>
internal sealed class JsonInputFormatter : IInputFormatter
{
    /// <summary>The most bytes of a JSON body: several times the longest text, however it is escaped.</summary>
    public const int MaxBytes = 256 * 1024;

    private const string JsonType = "application/json";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public bool CanRead(InputFormatterContext context) => true;

    /// <exception cref="RefusedException"><c>body.unsupported_type</c>, <c>body.too_large</c> or <c>body.timeout</c>.</exception>
    /// <exception cref="InvalidRequestException"><c>body.malformed</c>, or rules of single properties.</exception>
    public async Task<InputFormatterResult> ReadAsync(InputFormatterContext context)
    {
        var request = context.HttpContext.Request;
        RequireJson(request);
        var read = await RequestBody.ReadWholeAsync(request, MaxBytes);
        try
        {
            return await InputFormatterResult.SuccessAsync(Parse(read.Buffer, context.ModelType));
        }
        finally
        {
            // After a bad body too: the server goes on from here, and else logs a failure and drops the connection.
            RequestBody.Used(request, read);
        }
    }

    private static void RequireJson(HttpRequest request)
    {
        var supported = ContentCoding.IsNone(request)
            && (request.ContentType == JsonType
                || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
                    && type.MediaType.Equals(JsonType, StringComparison.OrdinalIgnoreCase)
                    && (!type.Charset.HasValue || IsUtf8(HeaderUtilities.RemoveQuotes(type.Charset)))));
        if (!supported)
            throw new RefusedException(ProtocolErrorCode.BodyUnsupportedType);
    }

    /// <summary>The name that is registered, and the one that many write.</summary>
    private static bool IsUtf8(StringSegment charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);

    private static object Parse(ReadOnlySequence<byte> body, Type type)
    {
        var bytes = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        // RFC 8259, section 8.1: it may be ignored.
        if (bytes.StartsWith(ByteOrderMark))
            bytes = bytes[ByteOrderMark.Length..];
        if (!Utf8.IsValid(bytes))
            throw new InvalidRequestException(new ErrorDetail(ProtocolErrorCode.BodyMalformed));
        var typeInfo = StrictJson.Options.GetTypeInfo(type);
        try
        {
            return JsonSerializer.Deserialize(bytes, typeInfo) ?? throw new InvalidRequestException(new ErrorDetail(ProtocolErrorCode.BodyMalformed));
        }
        catch (JsonException)
        {
            throw new InvalidRequestException(JsonErrors.Find(bytes, typeInfo));
        }
    }
}
