namespace Allmine.Infrastructure.Persistence.Sqlite.Database;

/// <summary>
/// Keeps a second process out of the store's folder. The operating system holds the lock for the open file, so that it
/// ends with the process, however that ends; the file itself stays.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    /// <summary>For a process that is just ending: it lets the folder go last of all.</summary>
    public static readonly TimeSpan WorthWaiting = TimeSpan.FromSeconds(5);

    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <summary>Creates the folder if there is none, and takes it.</summary>
    /// <exception cref="StoreSetupException">It can't be created or written, or another process has it.</exception>
    public static FolderLock Take(string folder)
    {
        const string Setting = EmbeddedStoreOptions.PathSetting;
        if (File.Exists(folder))
            throw new StoreSetupException($"The path {folder} for the embedded store is a file, not a folder (setting {Setting}).");
        try
        {
            OwnerOnly.CreateFolder(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StoreSetupException(
                $"The folder {folder} for the embedded store can't be created: {Reason(exception)} (setting {Setting}).", exception);
        }

        try
        {
            return new FolderLock(OwnerOnly.Open(Path.Combine(folder, "allmine.lock"), FileMode.OpenOrCreate, FileShare.None, FileOptions.None));
        }
        catch (IOException exception) when (exception.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            throw new StoreSetupException($"The folder {folder} for the embedded store is in use by another process (setting {Setting}).", exception) { WorthWaiting = WorthWaiting };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreSetupException(
                $"The folder {folder} for the embedded store can't be written: {Reason(exception)} (setting {Setting}).", exception);
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>What the system says, to go inside a sentence.</summary>
    private static string Reason(Exception exception) => (exception.InnerException ?? exception).Message.TrimEnd('.');
}
