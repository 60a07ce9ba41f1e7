namespace Allmine.Stores.Tests;

/// <summary>The repository's own documents, which tests compare with the code.</summary>
internal static class Documents
{
    public static string PathOf(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Allmine.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        return Path.Combine(folder, "docs", name);
    }
}
