using Allmine.Domain.Errors;

namespace Allmine.Infrastructure.Media.Disk;

/// <summary>What the exceptions of the disk mean to the ports.</summary>
internal static class DiskFaults
{
    public static bool IsFault(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <exception cref="StoreUnavailableException">The disk failed or is full.</exception>
    public static void OnDisk(Action action) => OnDisk(() =>
    {
        action();
        return true;
    });

    /// <inheritdoc cref="OnDisk(Action)"/>
    public static T OnDisk<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    /// <summary>Deletes a file that is of no use any more, if that can be done: the failure before it is what counts.</summary>
    public static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (IsFault(exception))
        {
        }
    }
}
