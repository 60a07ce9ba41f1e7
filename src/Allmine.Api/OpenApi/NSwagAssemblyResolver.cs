using System.Runtime.Loader;

namespace Allmine.Api.OpenApi;

/// <summary>
/// NSwag 14.8.0 asks for NJsonSchema.NewtonsoftJson 11.6.2, which package feeds may lack; 11.6.1 beside the program serves
/// as well. This answers that one name, and is never asked once the right version is there (docs/decisions/0007).
/// </summary>
internal static class NSwagAssemblyResolver
{
    private const string Name = "NJsonSchema.NewtonsoftJson";

    public static void Register() => AssemblyLoadContext.Default.Resolving += static (context, wanted) =>
        wanted.Name == Name ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{Name}.dll")) : null;
}
