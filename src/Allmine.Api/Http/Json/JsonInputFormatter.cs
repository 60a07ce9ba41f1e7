using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Allmine.Api.Contracts.Batches;
using Allmine.Api.Errors;
using Allmine.Api.Http.Bodies;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Http.Features;
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

    /// <summary>The most bytes of a batch.</summary>
    public const int MaxBatchBytes = 2 * 1024 * 1024;

    private const string JsonType = "application/json";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public bool CanRead(InputFormatterContext context) => true;

    /// <exception cref="RefusedException"><c>body.unsupported_type</c>, <c>body.too_large</c> or <c>body.timeout</c>.</exception>
    /// <exception cref="InvalidRequestException"><c>body.malformed</c>, or more faults than are told.</exception>
    public async Task<InputFormatterResult> ReadAsync(InputFormatterContext context)
    {
        var request = context.HttpContext.Request;
        // A call that can do without a body takes none for none, whatever its type is said to be.
        if (context.TreatEmptyInputAsDefaultValue && IsWithoutBody(request))
            return await InputFormatterResult.NoValueAsync();
        RequireJson(request);
        var read = await RequestBody.ReadWholeAsync(request, context.ModelType == typeof(SendBatchRequest) ? MaxBatchBytes : MaxBytes);
        try
        {
            return await InputFormatterResult.SuccessAsync(Parse(context.HttpContext, read.Buffer, context.ModelType));
        }
        finally
        {
            // After a bad body too: the server goes on from here, and else logs a failure and drops the connection.
            RequestBody.Used(request, read);
        }
    }

    private static bool IsWithoutBody(HttpRequest request) =>
        request.ContentLength == 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    private static void RequireJson(HttpRequest request)
    {
        var supported = ContentCoding.IsNone(request)
            && (request.ContentType == JsonType
                || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
                    && type.MediaType.Equals(JsonType, StringComparison.OrdinalIgnoreCase)
                    && (!type.Charset.HasValue || IsUtf8(HeaderUtilities.RemoveQuotes(type.Charset)))));
        if (!supported)
            throw RequestReading.UnsupportedType(request.HttpContext);
    }

    /// <summary>The name that is registered, and the one that many write.</summary>
    private static bool IsUtf8(StringSegment charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);

    private static object Parse(HttpContext context, ReadOnlySequence<byte> body, Type type)
    {
        var bytes = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        // RFC 8259, section 8.1: it may be ignored.
        if (bytes.StartsWith(ByteOrderMark))
            bytes = bytes[ByteOrderMark.Length..];
        if (!Utf8.IsValid(bytes))
            throw Malformed(context);
        var typeInfo = StrictJson.Options.GetTypeInfo(type);
        try
        {
            return JsonSerializer.Deserialize(bytes, typeInfo) ?? throw Malformed(context);
        }
        catch (JsonException)
        {
            return ReadGood(context, bytes, typeInfo);
        }
    }

    /// <summary>What is good in a body that has faults. They are told when the rules have been checked for the rest.</summary>
    private static object ReadGood(HttpContext context, ReadOnlySpan<byte> body, JsonTypeInfo type)
    {
        var faults = RequestReading.FaultsOf(context);
        if (JsonErrors.Find(body, type, prefix: "", faults) is not { } good)
            throw Malformed(context);
        if (faults.AreEnough)
            throw RequestReading.EndsWith(context);
        return JsonSerializer.Deserialize(good.Span, type)!;
    }

    private static InvalidRequestException Malformed(HttpContext context) =>
        RequestReading.EndsWith(context, new ErrorDetail(ProtocolErrorCode.BodyMalformed));
}
