namespace Allmine.Api;

/// <summary>Two of the host's choices that the framework makes otherwise.</summary>
internal static class HostDefaults
{
    private const string EnvironmentVariable = "ASPNETCORE_ENVIRONMENT";

    public static WebApplicationOptions For(string[] args) => new()
    {
        Args = args,
        // The launch profile sets DOTNET_ENVIRONMENT; whoever sets the other one means it.
        EnvironmentName = IsGiven(args, "environment") ? null : Environment.GetEnvironmentVariable(EnvironmentVariable),
        // Started from some other folder, the program's own settings still count.
        ContentRootPath = IsGiven(args, "contentRoot") || File.Exists("appsettings.json") ? null : AppContext.BaseDirectory,
    };

    private static bool IsGiven(string[] args, string option) =>
        args.Any(arg => arg.StartsWith($"--{option}", StringComparison.OrdinalIgnoreCase));
}
