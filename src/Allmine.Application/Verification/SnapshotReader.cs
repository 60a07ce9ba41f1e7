using Allmine.Application.Ports.Snapshots;

namespace Allmine.Application.Verification;

/// <summary>
/// A list that is read beside another one: always the item that comes next. Records that can't be read are reported, and passed
/// over.
/// </summary>
internal sealed class SnapshotReader<T>(IAsyncEnumerator<SnapshotRecord<T>> records, VerificationReport report) : IAsyncDisposable
{
    /// <summary>False once the list is at its end; then there is no <see cref="Current"/>.</summary>
    public bool HasCurrent { get; private set; }

    public T Current => records.Current.Value;

    /// <summary>Whether the list was more than what could be read of it.</summary>
    public bool HasPassedOver { get; private set; }

    public static async Task<SnapshotReader<T>> OpenAsync(IAsyncEnumerable<SnapshotRecord<T>> list, VerificationReport report, CancellationToken cancellationToken)
    {
        var reader = new SnapshotReader<T>(list.GetAsyncEnumerator(cancellationToken), report);
        try
        {
            await reader.MoveAsync();
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    public async Task MoveAsync()
    {
        while (HasCurrent = await records.MoveNextAsync())
        {
            if (records.Current.Failure is not { } failure)
                return;
            HasPassedOver = true;
            report.Add(failure);
        }
    }

    /// <summary>Reads past all items that belong together.</summary>
    /// <returns>The first of them; a third one is one too many, and more need not be held.</returns>
    public async Task<List<T>> TakeAsync(Predicate<T> belongs)
    {
        var taken = new List<T>(2);
        for (; HasCurrent && belongs(Current); await MoveAsync())
        {
            if (taken.Count < 3)
                taken.Add(Current);
        }

        return taken;
    }

    public ValueTask DisposeAsync() => records.DisposeAsync();
}
