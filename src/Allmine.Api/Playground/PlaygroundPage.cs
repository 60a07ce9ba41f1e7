using Allmine.Api.Configuration;
using Microsoft.Extensions.FileProviders;

namespace Allmine.Api.Playground;

/// <summary>
/// The page to read about calls and to try them: scripts and styles in the folder <c>Playground/Assets</c>, embedded into the program.
/// It is made from the OpenAPI document. Nothing is loaded from anywhere else.
/// </summary>
internal static class PlaygroundPage
{
    public const string Path = "/playground";

    private const string Root = "/";
    private const string IndexPath = $"{Path}/index.html";
    private const string ConfigurationPath = $"{Path}/configuration.json";
    private const string AssetsNamespace = "Allmine.Api.Playground.Assets";

    /// <summary>Whether the address is one of the page; whoever asks for nothing is led to it, too.</summary>
    public static bool IsOfPage(PathString path) => path == Root || path.StartsWithSegments(Path);

    /// <summary>Whether the address is one of the page's many scripts and styles.</summary>
    public static bool IsPart(PathString path) =>
        path.StartsWithSegments(Path, out var rest) && (rest.Value!.EndsWith(".js", StringComparison.Ordinal) || rest.Value.EndsWith(".css", StringComparison.Ordinal));

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
    }

    private static Task AnswerAsync(
        HttpContext context, RequestDelegate next, PlaygroundPolicy policy, AllmineSettings settings, IHostEnvironment environment)
    {
        var path = context.Request.Path;
        if (!IsOfPage(path) || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
            return next(context);
        policy.Apply(context);
        if (path == Root || path == Path || path == $"{Path}/")
        {
            context.Response.Redirect($"{context.Request.PathBase}{IndexPath}");
            return Task.CompletedTask;
        }

        return path == ConfigurationPath
            ? context.Response.WriteAsJsonAsync(PlaygroundConfiguration.For(context.Request, settings, environment), context.RequestAborted)
            : next(context);
    }
}
