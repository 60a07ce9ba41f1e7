using Allmine.Application.Ports.Snapshots;

namespace Allmine.Application.Verification;

/// <summary>Each file that is kept is carried, or an erasure sees to it: else its bytes would stay for ever.</summary>
internal sealed class FileCheck(IStoreSnapshot snapshot, VerificationReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // What can't be read may carry it.
        if (report.HasUnreadable)
            return;
        await using var files = await SnapshotReader<FileEntry>.OpenAsync(snapshot.ReadKeptFilesAsync(cancellationToken), report, cancellationToken);
        await using var carried = await SnapshotReader<string>.OpenAsync(snapshot.ReadCarriedKeysAsync(cancellationToken), report, cancellationToken);
        await using var photos = await SnapshotReader<string>.OpenAsync(snapshot.ReadPhotoKeysAsync(cancellationToken), report, cancellationToken);
        await using var erased = await SnapshotReader<ErasureEntry>.OpenAsync(snapshot.ReadErasuresAsync(cancellationToken), report, cancellationToken);
        for (; files.HasCurrent; await files.MoveAsync())
        {
            var (id, key) = files.Current;
            if (!await HasAsync(carried, carrier => carrier, key) & !await HasAsync(photos, photo => photo, key) & !await HasAsync(erased, erasure => erasure.MediaKey, key))
                report.Add($"The file {id} is kept; no message carries it, no chat has it as its photo, and no erasure will remove it.");
        }
    }

    /// <summary>Reads on to that key. Both lists are in the order of keys.</summary>
    private static async Task<bool> HasAsync<T>(SnapshotReader<T> list, Func<T, string?> keyOf, string key)
    {
        while (list.HasCurrent && string.CompareOrdinal(keyOf(list.Current), key) < 0)
            await list.MoveAsync();
        return list.HasCurrent && keyOf(list.Current) == key;
    }
}
