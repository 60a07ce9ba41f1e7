using Allmine.Api.Errors;
using Allmine.Api.Http.Binding;
using Allmine.Application.Ports.Feed;
using Allmine.Domain.Errors;
using NJsonSchema;
using NSwag;

namespace Allmine.Api.OpenApi;

/// <summary>Which rules of which fields a request can break, as its parameters and its body in the document tell.</summary>
internal static class FieldRules
{
    /// <summary>Stands for a name that no call knows.</summary>
    private const string UnknownName = "colour";

    /// <summary>Headers that break no rule, whatever they say.</summary>
    private static readonly string[] FreeHeaders = [RequestLanguage.Header, Events.EventStream.LastEventIdHeader];

    /// <summary>Parameters whose rules are none of those that are told for others: what they can break stands with their calls.</summary>
    private static readonly string[] OwnRules = ["deliveryId"];

    /// <summary>In the order of the request: path, query, headers, body.</summary>
    public static IEnumerable<ErrorDetail> Of(OpenApiOperation operation)
    {
        var parameters = operation.Parameters.Where(parameter => parameter.Kind != OpenApiParameterKind.Body && !FreeHeaders.Contains(parameter.Name)).ToList();
        var queries = parameters.Where(parameter => parameter.Kind == OpenApiParameterKind.Query).Select(parameter => parameter.Name).ToList();
        var body = operation.RequestBody?.Content.Values.FirstOrDefault()?.Schema?.ActualSchema;
        return
        [
            .. parameters.SelectMany(OfParameter),
            .. body is null ? [] : OfObject(body, isForm: !operation.RequestBody!.Content.ContainsKey("application/json"), prefix: ""),
            new ErrorDetail(ProtocolErrorCode.Unknown, UnknownName),
            .. queries.Concat(body?.Properties.Keys ?? []).Take(1).Select(name => new ErrorDetail(ErrorCode.Duplicate, name)),
        ];
    }

    private static IEnumerable<ErrorDetail> OfParameter(OpenApiParameter parameter)
    {
        var schema = parameter.ActualSchema;
        var field = parameter.Kind == OpenApiParameterKind.Header ? ForeignName.OfHeader(parameter.Name) : parameter.Name;
        // A position that can't be read is answered with what is there.
        if (OwnRules.Contains(parameter.Name) || (parameter.Name == "after" && schema.Type.HasFlag(JsonObjectType.String)))
            return [];
        if (parameter.Name == "types")
            return [new ErrorDetail(ErrorCode.AllowedValues, field, string.Join(", ", FeedTypeNames.All))];
        if (schema.Type.HasFlag(JsonObjectType.Boolean))
            return [new ErrorDetail(ErrorCode.AllowedValues, field, "true, false")];
        if (schema.Enumeration.Count > 0)
            return [new ErrorDetail(ErrorCode.AllowedValues, field, string.Join(", ", schema.Enumeration))];
        return schema.Type.HasFlag(JsonObjectType.Integer)
            ? [new ErrorDetail(ErrorCode.Format, field), RangeOf(schema, field)]
            : [new ErrorDetail(ErrorCode.Format, field)];
    }

    private static IEnumerable<ErrorDetail> OfObject(JsonSchema schema, bool isForm, string prefix) => schema.Properties.SelectMany(property =>
    {
        var (field, value) = (prefix + property.Key, property.Value.ActualTypeSchema);
        List<ErrorDetail> rules = schema.RequiredProperties.Contains(property.Key) ? [new ErrorDetail(ErrorCode.Required, field)] : [];
        if (isForm)
            return rules;
        rules.Add(new ErrorDetail(ErrorCode.WrongType, field));
        if (value.Type.HasFlag(JsonObjectType.Object))
            return rules.Concat(OfObject(value, isForm, $"{field}."));
        if (value.Type.HasFlag(JsonObjectType.Integer))
            return rules.Append(RangeOf(value, field));
        if (value.Type.HasFlag(JsonObjectType.Boolean))
            return rules;
        if (value.MaxItems > 0)
            rules.Add(new ErrorDetail(ErrorCode.TooMany, field, value.MaxItems));
        return value.Item?.ActualSchema is { Properties.Count: > 0 } item
            ? rules.Concat(OfObject(item, isForm, $"{field}[0]."))
            : rules.Concat(OfText(value.Item?.ActualSchema ?? value, field));
    });

    private static IEnumerable<ErrorDetail> OfText(JsonSchema schema, string field)
    {
        if (schema.Enumeration.Count > 0)
            return [new ErrorDetail(ErrorCode.AllowedValues, field, string.Join(", ", schema.Enumeration))];
        if (schema.Pattern is not null)
            return [new ErrorDetail(ErrorCode.Format, field), new ErrorDetail(ErrorCode.Characters, field)];
        // Too long, it is no URL that may be.
        if (schema.Format == JsonFormatStrings.Uri)
            return [new ErrorDetail(ErrorCode.Characters, field)];
        return schema.MaxLength is { } longest
            ? [new ErrorDetail(ErrorCode.TooLong, field, longest), new ErrorDetail(ErrorCode.Characters, field)]
            : [new ErrorDetail(ErrorCode.Characters, field)];
    }

    private static ErrorDetail RangeOf(JsonSchema schema, string field) =>
        new(ErrorCode.Range, field, (long)(schema.Minimum ?? long.MinValue), (long)(schema.Maximum ?? long.MaxValue));
}
