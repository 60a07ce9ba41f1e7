using Allmine.Api.Configuration;
using Allmine.Api.Errors;
using Allmine.Api.Http.Json;
using Allmine.Api.Playground;
using Allmine.Domain.Errors;
using Microsoft.Net.Http.Headers;
using Namotion.Reflection;
using NJsonSchema;
using NJsonSchema.Generation.TypeMappers;
using NSwag;
using NSwag.Generation.AspNetCore;

namespace Allmine.Api.OpenApi;

/// <summary>The OpenAPI document and the page that shows it.</summary>
internal static class OpenApiSetup
{
    public const string DocumentPath = "/openapi/v2.json";
    public const string SecurityScheme = "JWT-auth";

    /// <summary>Not a parameter of the calls: a client that was made from the document would have it everywhere, and Production refuses it.</summary>
    private const string FaultsOnDemand =
        "\n\n**Faults on demand**, in Development and Staging only: the header `X-Allmine-Fault` says what is to go wrong with this call.\n\n"
        + "- `lose-answer`: it is carried out, and the connection is cut before any byte of its answer.\n"
        + "- `store-unavailable`: 503 `store.unavailable`, with nothing done.\n"
        + "- `conflict`: its first commit is in vain, so that its round is decided again; one effect, and the usual answer.\n"
        + "- `slow:1500`: it is carried out, and its answer comes 1,500 ms later (0 to 60000).\n\n"
        + "Any other value, or the header twice, is 400 `validation.allmineFault.format`, and nothing is done; elsewhere the header is 400 `validation.allmineFault.unknown`.";

    /// <summary>By which NSwag knows the document.</summary>
    public const string DocumentName = "v2";

    /// <param name="services">Where it is added.</param>
    /// <param name="settings">What the document tells of limits and servers.</param>
    /// <param name="offersFaults">Whether callers can ask for faults.</param>
    public static void AddOpenApi(this IServiceCollection services, AllmineSettings settings, bool offersFaults) =>
        services.AddSingleton<OpenApiDocumentSource>().AddOpenApiDocument(document => Describe(document, settings, offersFaults));

    /// <summary>The document and the page are branched off, so that other requests don't pass through the page's middleware.</summary>
    public static void UsePlayground(this WebApplication app, AllmineSettings settings)
    {
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(DocumentPath) || PlaygroundPage.IsOfPage(context.Request.Path),
            branch => Serve(branch, settings, app.Environment));
    }

    private static void Serve(IApplicationBuilder branch, AllmineSettings settings, IHostEnvironment environment)
    {
        branch.Use(AnswerAsync);
        if (settings.Playground.Enabled)
            branch.UsePlaygroundPage(settings, environment);
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Path != DocumentPath || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
        {
            await next(context);
            return;
        }

        var (json, etag) = await context.RequestServices.GetRequiredService<OpenApiDocumentSource>().ReadAsync();
        response.Headers.ETag = etag;
        // It changes with the version and the settings of the service: whoever keeps it asks whether it is still the same.
        response.Headers.CacheControl = "no-cache";
        if (request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(new EntityTagHeaderValue(etag), useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = StrictJson.ContentType;
        response.ContentLength = json.Length;
        if (HttpMethods.IsGet(request.Method))
            await response.Body.WriteAsync(json, context.RequestAborted);
    }

    private static void Describe(AspNetCoreOpenApiDocumentGeneratorSettings document, AllmineSettings settings, bool offersFaults)
    {
        document.DocumentName = DocumentName;
        document.Title = "Allmine message API";
        document.Version = "v2";
        document.Description =
            "Sends texts, media files and credits to a chat or a person.\n\n"
            + "**Production uyarısı:** Production sunucusu seçiliyken veri değiştiren çağrılar gerçek üretim verilerini etkiler; "
            + "denemeler için Development sunucusunu kullanın."
            + (offersFaults ? FaultsOnDemand : "");
        document.SchemaSettings.SchemaType = SchemaType.OpenApi3;
        document.SchemaSettings.FlattenInheritanceHierarchy = true;
        document.UseControllerSummaryAsTagDescription = true;
        document.AddSecurity(SecurityScheme, new OpenApiSecurityScheme
        {
            Type = OpenApiSecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "A JSON Web Token. Paste it without the `Bearer ` prefix.",
        });
        document.SchemaSettings.XmlDocumentationFormatting = XmlDocsFormattingMode.Markdown;
        document.SchemaSettings.TypeMappers.Add(new PrimitiveTypeMapper(typeof(JsonText), schema =>
        {
            schema.Type = JsonObjectType.Object;
            schema.AdditionalPropertiesSchema = JsonSchema.CreateAnySchema();
        }));
        var errors = new ErrorResponsesProcessor();
        document.OperationProcessors.Add(errors);
        document.OperationProcessors.Add(new SuccessHeadersProcessor());
        document.OperationProcessors.Add(new EventStreamProcessor());
        document.PostProcess = api => Complete(api, settings, errors);
    }

    private static void Complete(OpenApiDocument api, AllmineSettings settings, ErrorResponsesProcessor errors)
    {
        api.Info.License = new OpenApiLicense { Name = "Not decided: the owner has given no licence yet" };
        api.Servers.Clear();
        foreach (var server in settings.Playground.Servers)
            api.Servers.Add(new OpenApiServer { Url = server.Url, Description = server.Name });
        api.Responses[ErrorResponsesProcessor.MethodNotAllowed] = ErrorResponsesProcessor.Response(api, [new ErrorDetail(ProtocolErrorCode.MethodNotAllowed)]);
        RequestSchemas.Complete(api, settings.Messages);
        ResponseSchemas.Complete(api);
        FormBodies.Complete(api);
        Examples.Complete(api);
        Descriptions.Complete(api);
        errors.Complete(api);
        FormBodies.OfferFormApart(api);
    }
}
