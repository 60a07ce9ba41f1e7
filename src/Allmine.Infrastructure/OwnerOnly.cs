namespace Allmine.Infrastructure;

/// <summary>
/// Makes files and folders that nobody may read or write but the user that the service runs as. On Windows they have the rights of their folder.
/// </summary>
internal static class OwnerOnly
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolders = OfFiles | UnixFileMode.UserExecute;

    /// <summary>Creates the folder if there is none. One that is there keeps its rights.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OfFolders);
    }

    /// <summary>Creates the folder if there is none, and takes the rights on it from everybody else if that can be done.</summary>
    public static void TakeFolder(string path)
    {
        CreateFolder(path);
        Narrow(path, OfFolders);
    }

    /// <summary>Creates a file, or empties the one that is there.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.Create, FileShare.None, FileOptions.None);

    /// <summary>Opens a file for writing and reading, created by the mode if there is none.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share, FileOptions options)
    {
        var how = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, Options = options };
        if (!OperatingSystem.IsWindows() && mode is not (FileMode.Open or FileMode.Truncate))
            how.UnixCreateMode = OfFiles;
        return new FileStream(path, how);
    }

    /// <summary>Takes the rights on files that are there from everybody else, if that can be done.</summary>
    public static void TakeFiles(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (File.Exists(path))
                Narrow(path, OfFiles);
        }
    }

    private static void Narrow(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            if (File.GetUnixFileMode(path) is var now && (now & ~mode) != 0)
                File.SetUnixFileMode(path, now & mode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It belongs to another user, who decides.
        }
    }
}
