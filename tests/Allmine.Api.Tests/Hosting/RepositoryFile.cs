namespace Allmine.Api.Tests.Hosting;

/// <summary>Files of the repository that are made from the code, and compared with it by tests.</summary>
internal static class RepositoryFile
{
    /// <summary>Set to 1, tests rewrite such files instead of comparing them.</summary>
    public const string UpdateVariable = "ALLMINE_UPDATE_DOCS";

    public static bool IsToBeUpdated => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    public static string At(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Allmine.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Allmine.sln.");
        return Path.Combine([folder.FullName, .. path]);
    }
}
