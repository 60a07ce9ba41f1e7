using Allmine.Application.Ports.Files;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence;

namespace Allmine.Stores.InMemory;

/// <summary>What is known of uploaded files, in the order in which they were added.</summary>
internal sealed class InMemoryFiles(Lock gate) : IFileRepository
{
    private readonly List<UploadedFile> files = [];
    private readonly Spoiled<Id<UploadedFile>> spoiled = new("file");

    public IReadOnlyList<UploadedFile> All => files;

    public void Put(UploadedFile file) => files.Add(file);

    /// <summary>Puts a file in the place of the one with its identifier.</summary>
    public UploadedFile Replace(UploadedFile file)
    {
        files[files.FindIndex(other => other.Id == file.Id)] = file;
        return file;
    }

    public bool MayBind(Id<UploadedFile> id) => files.Exists(file => file.Id == id && file.State != FileState.Abandoned);

    public void Bind(IReadOnlySet<Id<UploadedFile>> ids) => Move(file => ids.Contains(file.Id), FileState.Bound);

    /// <summary>Puts a file into another state; null for one that is gone.</summary>
    public void Move(Id<UploadedFile> id, FileState? state)
    {
        if (state is { } next)
            Move(file => file.Id == id, next);
        else
            files.RemoveAll(file => file.Id == id);
    }

    /// <summary>Moves the file of that key from one state to another, if it is in the first.</summary>
    public void Move(string mediaKey, FileState from, FileState to) => Move(file => file.Content.Key == mediaKey && file.State == from, to);

    public void RestoreSpoiled() => spoiled.Clear();

    /// <summary>From now on the file's record can't be read.</summary>
    public void Spoil(Id<UploadedFile> id) => spoiled.Add(id);

    public bool IsReadable(Id<UploadedFile> id) => !spoiled.Contains(id);

    /// <summary>The file that is meant.</summary>
    /// <exception cref="UnreadableRecordException">Its record can't be read.</exception>
    public UploadedFile? Read(FileReference reference)
    {
        var found = Find(reference);
        if (found is not null)
            spoiled.Check(found.Id);
        return found;
    }

    /// <summary>A name may look like an identifier, so that one which isn't found is still looked for as a name.</summary>
    private UploadedFile? Find(FileReference reference)
    {
        var visible = files.FindAll(file => file.OwnerId == reference.OwnerId && file.State is FileState.Staged or FileState.Bound);
        return (Id<UploadedFile>.TryParse(reference.IdOrName, out var id) ? visible.Find(file => file.Id == id) : null)
            ?? visible.Where(file => reference.Names().Contains(file.Content.Name)).MaxBy(file => (file.UploadedAt, file.Id));
    }

    public Task<UploadedFile?> FindAsync(FileReference reference, CancellationToken cancellationToken)
    {
        lock (gate)
            return InMemoryStore.ResultOf(() => Read(reference));
    }

    public Task AddAsync(UploadedFile file, CancellationToken cancellationToken)
    {
        lock (gate)
            Put(file);
        return Task.CompletedTask;
    }

    public Task<bool> TryAddAsync(UploadedFile file, long maxOwnerBytes, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (SumBytes(file.OwnerId) > maxOwnerBytes - file.Content.Size)
                return Task.FromResult(false);
            Put(file);
            return Task.FromResult(true);
        }
    }

    public Task<long> SumBytesAsync(Id<User> owner, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(SumBytes(owner));
    }

    public Task<bool> StageAsync(Id<UploadedFile> id, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(Move(file => file.Id == id && file.State == FileState.Pending, FileState.Staged));
    }

    public Task<bool> AbandonAsync(Id<UploadedFile> id, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(Move(file => file.Id == id && file.State == FileState.Pending, FileState.Abandoned));
    }

    public Task<IReadOnlyList<UploadedFile>> AbandonUnusedAsync(DateTime before, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Move(file => file.State is FileState.Pending or FileState.Staged && file.UploadedAt < before, FileState.Abandoned);
            var abandoned = files.Where(file => file.State == FileState.Abandoned && !spoiled.Contains(file.Id)).OrderBy(file => file.UploadedAt).Take(limit);
            return Task.FromResult<IReadOnlyList<UploadedFile>>([.. abandoned]);
        }
    }

    public Task RemoveAsync(Id<UploadedFile> id, CancellationToken cancellationToken)
    {
        lock (gate)
            files.RemoveAll(file => file.Id == id && file.State == FileState.Abandoned);
        return Task.CompletedTask;
    }

    private long SumBytes(Id<User> owner) => files.Where(file => file.OwnerId == owner).Sum(file => file.Content.Size);

    /// <summary>Whether there was one.</summary>
    private bool Move(Predicate<UploadedFile> which, FileState state)
    {
        var moved = false;
        for (var i = 0; i < files.Count; i++)
        {
            if (!which(files[i]))
                continue;
            files[i] = files[i] with { State = state };
            moved = true;
        }

        return moved;
    }
}
