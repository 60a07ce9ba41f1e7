namespace Allmine.Bench.Limit;

/// <summary>Keeps nothing: what is left is HTTP, the token check and JSON.</summary>
internal sealed class NoStore : IStore
{
    private long count;

    public ValueTask<long> AppendAsync(NewMessage message) => ValueTask.FromResult(Interlocked.Increment(ref count));
}
