using Allmine.Api.Configuration;
using Allmine.Api.OpenApi;
using Microsoft.Extensions.FileProviders;

namespace Allmine.Api.Playground;

/// <summary>
/// The page to try calls on: Swagger UI as NSwag packs it, with an index page, scripts and styles of our own beside it
/// (folder <c>Playground/Assets</c>, embedded into the program). Nothing is loaded from anywhere else.
/// </summary>
internal static class PlaygroundPage
{
    public const string Path = "/playground";

    private const string IndexPath = $"{Path}/index.html";
    private const string ConfigurationPath = $"{Path}/configuration.json";
    private const string AssetsNamespace = "Allmine.Api.Playground.Assets";

    public static void UsePlaygroundPage(this IApplicationBuilder branch, AllmineSettings settings, IHostEnvironment environment)
    {
        var policy = new PlaygroundPolicy(settings.Playground.Servers);
        branch.Use((context, next) => AnswerAsync(context, next, policy, settings, environment));
        branch.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(PlaygroundPage).Assembly, AssetsNamespace),
            RequestPath = Path,
            ContentTypeProvider = new AssetContentTypes(),
        });
        branch.UseSwaggerUi(page =>
        {
            page.Path = Path;
            page.DocumentPath = OpenApiSetup.DocumentPath;
        });
    }

    private static Task AnswerAsync(
        HttpContext context, RequestDelegate next, PlaygroundPolicy policy, AllmineSettings settings, IHostEnvironment environment)
    {
        var path = context.Request.Path;
        if (!path.StartsWithSegments(Path) || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
            return next(context);
        policy.Apply(context);
        if (path == Path || path == $"{Path}/")
        {
            context.Response.Redirect($"{context.Request.PathBase}{IndexPath}");
            return Task.CompletedTask;
        }

        return path == ConfigurationPath
            ? context.Response.WriteAsJsonAsync(PlaygroundConfiguration.For(context.Request, settings, environment), context.RequestAborted)
            : next(context);
    }
}
