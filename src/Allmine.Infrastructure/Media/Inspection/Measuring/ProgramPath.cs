namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <summary>
/// Finds programs by the PATH alone. The system's own search begins in the folder of the service and in the working folder, where somebody may have put
/// a program of that name.
/// </summary>
internal static class ProgramPath
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="program">A name, or an absolute path.</param>
    /// <returns>An absolute path; null if there is no such program. Parts of the PATH that are not absolute are passed over.</returns>
    public static string? Find(string program)
    {
        if (Path.IsPathFullyQualified(program))
            return program;
        if (Path.GetFileName(program) != program)
            return null;
        var name = OperatingSystem.IsWindows() ? $"{program}.exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
}
