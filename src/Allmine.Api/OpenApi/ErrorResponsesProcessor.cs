using System.Globalization;
using System.Reflection;
using Allmine.Api.Contracts;
using Allmine.Api.Errors;
using Allmine.Api.Http;
using Allmine.Application.Webhooks;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using NJsonSchema;
using NSwag;
using NSwag.Generation.Processors;
using NSwag.Generation.Processors.Contexts;

namespace Allmine.Api.OpenApi;

/// <summary>Documents each status that an action can answer, with the codes that lead to it and an example of each.</summary>
internal sealed class ErrorResponsesProcessor : IOperationProcessor
{
    /// <summary>The name of the shared response for 405, which belongs to paths and not to operations.</summary>
    public const string MethodNotAllowed = "MethodNotAllowed";

    private static readonly ErrorCode[] OfUseCases =
    [
        ErrorCode.AuthRequired, ProtocolErrorCode.InvalidToken, ProtocolErrorCode.ExpiredToken, ErrorCode.Forbidden, ErrorCode.RateLimited,
        ErrorCode.RecordUnreadable, ErrorCode.StoreUnavailable, ProtocolErrorCode.AuthUnavailable,
    ];

    private static readonly ErrorCode[] OfBodies =
        [ProtocolErrorCode.BodyMalformed, ProtocolErrorCode.BodyTimeout, ProtocolErrorCode.BodyTooLarge, ProtocolErrorCode.BodyUnsupportedType];

    /// <summary>What is wrong with the requests of an operation, beyond what its parameters and body tell.</summary>
    private readonly Dictionary<OpenApiOperation, IReadOnlyList<ErrorDetail>> invalid = [];

    public bool Process(OperationProcessorContext context)
    {
        var operation = context.OperationDescription.Operation;
        var isAnonymous = context.ControllerType.GetCustomAttribute<AllowAnonymousAttribute>() is not null;
        var hasBody = context.MethodInfo.GetParameters().Any(parameter => parameter.GetCustomAttribute<FromBodyAttribute>() is not null);
        var codes = (hasBody ? OfBodies : [])
            .Concat(isAnonymous ? [] : OfUseCases)
            .Concat(context.MethodInfo.GetCustomAttribute<CanFailAttribute>()?.Codes ?? [])
            .Append(ErrorCode.ServerError)
            .Distinct()
            .ToLookup(code => code.Kind);

        if (!context.Document.Definitions.ContainsKey(nameof(ErrorResponse)))
            context.SchemaGenerator.Generate(typeof(ErrorResponse), context.SchemaResolver);

        foreach (var kind in codes.Where(group => group.Key != ErrorKind.Invalid).OrderBy(group => ErrorStatus.Of(group.Key).Status))
            operation.Responses[NameOf(kind.Key)] = Response(context.Document, [.. kind.Select(DetailOf)]);
        invalid[operation] =
        [
            .. context.MethodInfo.GetCustomAttributes<CanBreakAttribute>().SelectMany(rules => rules.Faults),
            .. codes[ErrorKind.Invalid].Select(code => new ErrorDetail(code)),
        ];
        if (isAnonymous)
            // NSwag leaves an empty list out, and then nobody can tell it from a forgotten one.
            (operation.ExtensionData ??= new Dictionary<string, object?>())["security"] = Array.Empty<object>();
        else
            DescribeCaller(operation);
        return true;
    }

    /// <summary>Adds what is wrong with requests, as soon as the document has their limits.</summary>
    public void Complete(OpenApiDocument document)
    {
        var order = ErrorCatalog.All.Index().ToDictionary(code => code.Item, code => code.Index);
        foreach (var (operation, more) in invalid)
        {
            var faults = FieldRules.Of(operation).Concat(more).DistinctBy(fault => fault.Name).OrderBy(fault => order[fault.Code]).ToList();
            operation.Responses[NameOf(ErrorKind.Invalid)] = Response(document, faults);
        }
    }

    /// <summary>The response for one kind of error.</summary>
    /// <param name="document">Where the examples are kept.</param>
    /// <param name="faults">Each gets an example; those of one code stand together.</param>
    public static OpenApiResponse Response(OpenApiDocument document, IReadOnlyList<ErrorDetail> faults)
    {
        var body = new OpenApiMediaType { Schema = new JsonSchema { Reference = document.Definitions[nameof(ErrorResponse)] } };
        ErrorExamples.Add(document, body, faults);
        var response = new OpenApiResponse
        {
            Description = string.Join("\n", faults.GroupBy(fault => fault.Code).Select(Describe)),
            Content = { ["application/json"] = body },
        };
        var kind = faults[0].Code.Kind;
        if (kind is ErrorKind.RateLimited or ErrorKind.Unavailable)
            response.Headers["Retry-After"] = Header("Seconds to wait before the next attempt.", JsonObjectType.Integer);
        if (kind is ErrorKind.Unauthenticated)
            response.Headers["WWW-Authenticate"] = Header("`Bearer`, with `error=\"invalid_token\"` if there was a token.", JsonObjectType.String);
        return response;
    }

    public static OpenApiHeader Header(string description, JsonObjectType type) => new() { Description = description, Schema = new JsonSchema { Type = type } };

    /// <summary>With what its sentence names.</summary>
    private static ErrorDetail DetailOf(ErrorCode code) => code == ErrorCode.WebhookLimit ? new ErrorDetail(code, null, WebhookRegistry.Greatest) : new ErrorDetail(code);

    private static string Describe(IGrouping<ErrorCode, ErrorDetail> faults)
    {
        var line = $"- `{faults.Key.Value}`: {ErrorCatalog.CauseOf(faults.Key)}";
        // Unknown and doubled names can be any.
        var isOfAny = faults.Key == ProtocolErrorCode.Unknown || faults.Key == ErrorCode.Duplicate;
        return faults.Key.IsFieldRule && !isOfAny ? $"{line}\n  - of {string.Join(", ", faults.Select(fault => $"`{fault.Field}`"))}" : line;
    }

    private static string NameOf(ErrorKind kind) => ErrorStatus.Of(kind).Status.ToString(CultureInfo.InvariantCulture);

    private static void DescribeCaller(OpenApiOperation operation)
    {
        operation.Security = [new OpenApiSecurityRequirement { [OpenApiSetup.SecurityScheme] = [] }];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = ApiHeaders.OnBehalfOf,
            Kind = OpenApiParameterKind.Header,
            Description = "The user for whom a service (a token with `role: service`) acts. Not for people.",
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
