using Allmine.Api.Errors;
using Allmine.Api.Configuration;
using Allmine.Api.Playground;
using NJsonSchema;
using NSwag;

namespace Allmine.Api.OpenApi;

/// <summary>The OpenAPI document and the page that shows it.</summary>
internal static class OpenApiSetup
{
    public const string DocumentPath = "/openapi/v2.json";
    public const string SecurityScheme = "JWT-auth";

    private const string DocumentName = "v2";

    public static void AddOpenApi(this IServiceCollection services, AllmineSettings settings) => services.AddOpenApiDocument(document =>
    {
        document.DocumentName = DocumentName;
        document.Title = "Allmine message API";
        document.Version = "v2";
        document.Description =
            "Sends texts, media files and credits to a chat or a person.\n\n"
            + "**Production uyarısı:** Production sunucusu seçiliyken veri değiştiren çağrılar gerçek üretim verilerini etkiler; "
            + "denemeler için Development sunucusunu kullanın.";
        document.SchemaSettings.SchemaType = SchemaType.OpenApi3;
        document.UseControllerSummaryAsTagDescription = true;
        document.AddSecurity(SecurityScheme, new OpenApiSecurityScheme
        {
            Type = OpenApiSecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "A JSON Web Token. Paste it without the `Bearer ` prefix.",
        });
        document.OperationProcessors.Add(new ErrorResponsesProcessor());
        document.OperationProcessors.Add(new SuccessHeadersProcessor());
        document.OperationProcessors.Add(new EventStreamProcessor());
        document.PostProcess = api => Complete(api, settings);
    });

    /// <summary>Both stand on a side way, so that other requests don't pass through the page's middleware.</summary>
    public static void UsePlayground(this WebApplication app, AllmineSettings settings)
    {
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(DocumentPath) || context.Request.Path.StartsWithSegments(PlaygroundPage.Path),
            branch => Serve(branch, settings, app.Environment));
    }

    private static void Serve(IApplicationBuilder branch, AllmineSettings settings, IHostEnvironment environment)
    {
        branch.UseOpenApi(options =>
        {
            options.DocumentName = DocumentName;
            options.Path = DocumentPath;
            // NSwag names the server that was asked; the configured ones take its place.
            options.PostProcess = (api, request) => OfferServers(api, request, settings.Playground);
        });
        if (settings.Playground.Enabled)
            branch.UsePlaygroundPage(settings, environment);
    }

    private static void OfferServers(OpenApiDocument api, HttpRequest request, PlaygroundSettings settings)
    {
        api.Servers.Clear();
        foreach (var server in settings.Servers)
            api.Servers.Add(new OpenApiServer { Url = server.UrlFor(request), Description = server.Name });
    }

    private static void Complete(OpenApiDocument api, AllmineSettings settings)
    {
        api.Responses[ErrorResponsesProcessor.MethodNotAllowed] = ErrorResponsesProcessor.Response(api, [ProtocolErrorCode.MethodNotAllowed]);
        RequestSchemas.Complete(api, settings.Messages);
        ResponseSchemas.Complete(api);
        FormBodies.Complete(api);
        Examples.Complete(api);
    }
}
