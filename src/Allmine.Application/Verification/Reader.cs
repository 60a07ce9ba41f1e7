namespace Allmine.Application.Verification;

/// <summary>A list that is read beside another one: always the item that comes next.</summary>
internal sealed class Reader<T>(IAsyncEnumerator<T> items) : IAsyncDisposable
{
    /// <summary>False once the list is at its end; then there is no <see cref="Current"/>.</summary>
    public bool HasCurrent { get; private set; }

    public T Current => items.Current;

    public static async Task<Reader<T>> OpenAsync(IAsyncEnumerable<T> list, CancellationToken cancellationToken)
    {
        var reader = new Reader<T>(list.GetAsyncEnumerator(cancellationToken));
        await reader.MoveAsync();
        return reader;
    }

    public async Task MoveAsync() => HasCurrent = await items.MoveNextAsync();

    public ValueTask DisposeAsync() => items.DisposeAsync();
}
