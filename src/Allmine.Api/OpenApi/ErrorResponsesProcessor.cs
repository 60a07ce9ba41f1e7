using System.Reflection;
using Allmine.Api.Contracts;
using Allmine.Api.Errors;
using Allmine.Api.Http;
using Allmine.Api.Http.Json;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using NJsonSchema;
using NSwag;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>Documents each status that an action can answer, with the codes that lead to it and the envelope as an example.</summary>
internal sealed class ErrorResponsesProcessor : IOperationProcessor
{
    /// <summary>The name of the shared response for 405, which belongs to paths and not to operations.</summary>
    public const string MethodNotAllowed = "MethodNotAllowed";

    private static readonly ErrorCode[] Always = [ErrorCode.ServerError];

    /// <summary>Of the query, and of bodies.</summary>
    private static readonly ErrorCode[] OfNames =
        [ErrorCode.Required, ErrorCode.Format, ErrorCode.Range, ErrorCode.AllowedValues, ProtocolErrorCode.Unknown, ProtocolErrorCode.Duplicate];

    private static readonly ErrorCode[] OfUseCases =
    [
        ErrorCode.AuthRequired, ProtocolErrorCode.InvalidToken, ProtocolErrorCode.ExpiredToken, ErrorCode.Forbidden, ErrorCode.RateLimited, ErrorCode.StoreUnavailable, ProtocolErrorCode.AuthUnavailable,
    ];

    private static readonly ErrorCode[] OfBodies =
        [ProtocolErrorCode.BodyMalformed, ProtocolErrorCode.WrongType, ProtocolErrorCode.BodyTimeout, ProtocolErrorCode.BodyTooLarge, ProtocolErrorCode.BodyUnsupportedType];

    public bool Process(OperationProcessorContext context)
    {
        var isAnonymous = context.ControllerType.GetCustomAttribute<AllowAnonymousAttribute>() is not null;
        var hasBody = context.MethodInfo.GetParameters().Any(parameter => parameter.GetCustomAttribute<FromBodyAttribute>() is not null);
        var codes = OfNames
            .Concat(hasBody ? OfBodies : [])
            .Concat(isAnonymous ? [] : OfUseCases)
            .Concat(context.MethodInfo.GetCustomAttribute<CanFailAttribute>()?.Codes ?? [])
            .Concat(Always);

        if (!context.Document.Definitions.ContainsKey(nameof(ErrorResponse)))
            context.SchemaGenerator.Generate(typeof(ErrorResponse), context.SchemaResolver);

        var responses = context.OperationDescription.Operation.Responses;
        foreach (var kind in codes.Distinct().GroupBy(code => code.Kind).OrderBy(group => ErrorStatus.Of(group.Key).Status))
            responses[ErrorStatus.Of(kind.Key).Status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Response(context.Document, [.. kind]);
        if (!isAnonymous)
            DescribeCaller(context.OperationDescription.Operation);
        return true;
    }

    /// <summary>The response for one kind of error.</summary>
    public static OpenApiResponse Response(OpenApiDocument document, IReadOnlyList<ErrorCode> codes)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join("\n", codes.Select(code => $"- `{code.Value}`: {ErrorCatalog.CauseOf(code)}")),
            Content =
            {
                ["application/json"] = new OpenApiMediaType
                {
                    Schema = new JsonSchema { Reference = document.Definitions[nameof(ErrorResponse)] },
                    Example = Examples.Parse(ExampleOf(codes[0])),
                },
            },
        };
        if (codes[0].Kind is ErrorKind.RateLimited or ErrorKind.Unavailable)
            response.Headers["Retry-After"] = Header("Seconds to wait before the next attempt.", JsonObjectType.Integer);
        if (codes[0].Kind is ErrorKind.Unauthenticated)
            response.Headers["WWW-Authenticate"] = Header("`Bearer`, with `error=\"invalid_token\"` if there was a token.", JsonObjectType.String);
        return response;
    }

    public static OpenApiHeader Header(string description, JsonObjectType type) => new() { Description = description, Schema = new JsonSchema { Type = type } };

    private static string ExampleOf(ErrorCode code)
    {
        var fault = code.IsFieldRule ? new ErrorDetail(code, "content") : new ErrorDetail(code);
        var envelope = ErrorEnvelope.Of([fault], Language.English, new DateTime(2026, 1, 15, 10, 30, 0, DateTimeKind.Utc));
        return System.Text.Json.JsonSerializer.Serialize(envelope, StrictJson.Options);
    }

    private static void DescribeCaller(OpenApiOperation operation)
    {
        operation.Security = [new OpenApiSecurityRequirement { [OpenApiSetup.SecurityScheme] = [] }];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = ApiHeaders.OnBehalfOf,
            Kind = OpenApiParameterKind.Header,
            Description = "The user for whom a first-party backend (a token with `role: service`) acts. Not for people.",
            Schema = new JsonSchema { Type = JsonObjectType.String, Pattern = RequestSchemas.IdPattern },
        });
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = RequestLanguage.Header,
            Kind = OpenApiParameterKind.Header,
            Description = "The language of the sentences in errors: `en` or `tr`. Wins over `Accept-Language`.",
            Schema = new JsonSchema { Type = JsonObjectType.String },
        });
    }
}
