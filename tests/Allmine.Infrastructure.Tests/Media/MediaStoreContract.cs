using Allmine.Application.Ports.Files;
using Allmine.Domain.Errors;

namespace Allmine.Infrastructure.Tests.Media;

public abstract class MediaStoreContract(IMediaStoreFixture store) : IAsyncLifetime
{
    private const int EightMiB = 8 << 20;

    /// <summary>As long as names may be, of characters beyond ASCII.</summary>
    private static readonly string Name = string.Concat(Enumerable.Repeat("\"\u20AC\U0001F600% ", 51));

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;
    private int files;

    private static CancellationToken None => CancellationToken.None;

    private IMediaStore Media => store.Media;

    public async Task InitializeAsync()
    {
        Skip.If(store.Absence is not null, store.Absence);
        await store.ResetAsync();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(EightMiB)]
    [InlineData(EightMiB + 1)]
    [InlineData((2 * EightMiB) + 7)]
    public async Task Open_WhenStored_ThenTheBytesAsASeekableStream(int size)
    {
        var bytes = Bytes(size);
        await PutAsync("a0b1.jpg", bytes);
        await PutAsync("a0b2.jpg", [1, 2, 3]);

        await using var stream = (await Media.OpenAsync("a0b1.jpg", None))?.Content;

        Assert.True(stream!.CanSeek);
        Assert.Equal(size, stream.Length);
        AssertSame(bytes.AsMemory(), await ReadAsync(stream));
    }

    [SkippableTheory]
    [InlineData(0, 1)]
    [InlineData(0, EightMiB + 1)]
    [InlineData(1_048_575, 2)]
    [InlineData(1_048_576, 1_048_576)]
    [InlineData(EightMiB - 3, 4)]
    [InlineData(EightMiB, 1)]
    [InlineData(123_456, 3_000_000)]
    public async Task Open_WhenARangeIsRead_ThenItsBytesInWhateverOrder(int start, int length)
    {
        var bytes = Bytes(EightMiB + 1);
        await PutAsync("a0b1.mp4", bytes);
        await using var stream = (await Media.OpenAsync("a0b1.mp4", None))?.Content;
        var range = new byte[length];

        stream!.Seek(-1, SeekOrigin.End);
        Assert.Equal(bytes[^1], stream.ReadByte());
        Assert.Equal(-1, stream.ReadByte());
        stream.Position = start;
        await stream.ReadExactlyAsync(range);

        AssertSame(bytes.AsMemory(start, length), range);
        Assert.Equal(start + length, stream.Position);
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(EightMiB + 1)]
    public async Task Open_WhenStored_ThenItsNameIsThere(int size)
    {
        await PutAsync("a0b1.pdf", Bytes(size));

        var stored = await Media.OpenAsync("a0b1.pdf", None);
        await stored!.Content.DisposeAsync();

        Assert.Equal(Name, stored.Name);
    }

    [SkippableFact]
    public async Task Open_WhenReadPastTheEnd_ThenNothing()
    {
        await PutAsync("a0b1", [1, 2, 3]);
        await using var stream = (await Media.OpenAsync("a0b1", None))?.Content;

        stream!.Position = 4;

        Assert.Equal(0, await stream.ReadAsync(new byte[10]));
    }

    [SkippableFact]
    public async Task Open_WhenOpenedByManyAtOnce_ThenEachHasItsOwnPlace()
    {
        var bytes = Bytes((3 << 20) + 5);
        await PutAsync("a0b1", bytes);

        await Parallel.ForAsync(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (reader, _) =>
        {
            await using var stream = (await Media.OpenAsync("a0b1", None))?.Content;
            stream!.Position = reader * 100_000;
            AssertSame(bytes.AsMemory(reader * 100_000), await ReadAsync(stream));
        });
    }

    [SkippableTheory]
    [InlineData("a0b2.jpg")]
    [InlineData("a0b1")]
    [InlineData("a0b1.jpeg")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../a0b1.jpg")]
    [InlineData("./a0b1.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("A0B1.jpg")]
    [InlineData("a0b1.jpg\n")]
    [InlineData("a0b1.jpg\0")]
    [InlineData("a0b1.jpg.x")]
    [InlineData(".spool")]
    [InlineData("%2e%2e%2fa0b1.jpg")]
    [InlineData("a0b1.jpg?uploads")]
    public async Task Key_WhenNothingIsUnderIt_ThenOpensToNullAndDeletesNothing(string key)
    {
        await PutAsync("a0b1.jpg", [1]);

        Assert.Null(await Media.OpenAsync(key, None));
        await Media.DeleteAsync(key, None);

        Assert.Equal([1], await ReadAsync("a0b1.jpg"));
    }

    [SkippableFact]
    public async Task Key_WhenVeryLong_ThenOpensToNull() => Assert.Null(await Media.OpenAsync(new string('a', 10_000), None));

    [SkippableTheory]
    [InlineData("../a1.jpg")]
    [InlineData("/tmp/a1.jpg")]
    [InlineData("A1.jpg")]
    [InlineData("a1.jpg.exe")]
    [InlineData(".a1")]
    [InlineData("")]
    public async Task Put_WhenKeyIsOfAnotherForm_ThenRefused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(key, [1]));
    }

    [SkippableFact]
    public async Task Put_WhenThereIsNoFile_ThenNothingCanBeReadAndAnotherCanBePut()
    {
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Media.PutAsync("a0b1.jpg", Path.Combine(folder, "missing"), "a name", None));

        Assert.Null(await Media.OpenAsync("a0b1.jpg", None));
        await PutAsync("a0b1.jpg", [7]);
        Assert.Equal([7], await ReadAsync("a0b1.jpg"));
    }

    [SkippableFact]
    public async Task Put_WhenCancelled_ThenNothingCanBeReadAndAnotherCanBePut()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Media.PutAsync("a0b1.jpg", NewFile([1, 2]), "a name", new CancellationToken(canceled: true)));

        Assert.Null(await Media.OpenAsync("a0b1.jpg", None));
        await PutAsync("a0b1.jpg", [7]);
        Assert.Equal([7], await ReadAsync("a0b1.jpg"));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(10_000)]
    public async Task Put_WhenCancelledHalfway_ThenItIsThereAsAWholeOrNotAtAll(int turns)
    {
        var bytes = Bytes(3 * EightMiB);
        var path = NewFile(bytes);
        using var source = new CancellationTokenSource();

        var put = Media.PutAsync("a0b1.mp4", path, "a name", source.Token);
        for (var turn = 0; turn < turns && !put.IsCompleted; turn++)
            await Task.Yield();
        await source.CancelAsync();
        var failure = await Record.ExceptionAsync(() => put);

        await using var stream = (await Media.OpenAsync("a0b1.mp4", None))?.Content;
        if (failure is null)
        {
            AssertSame(bytes.AsMemory(), await ReadAsync(stream!));
        }
        else
        {
            Assert.IsAssignableFrom<OperationCanceledException>(failure);
            Assert.Null(stream);
        }
    }

    [SkippableFact]
    public async Task Put_WhenKeyIsUsed_ThenRefusedAndWhatIsStoredDoesNotChange()
    {
        var bytes = Bytes(EightMiB + 1);
        await PutAsync("a0b1.jpg", bytes);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => PutAsync("a0b1.jpg", [4]));

        AssertSame(bytes.AsMemory(), await ReadAsync("a0b1.jpg"));
    }

    [SkippableFact]
    public async Task Delete_WhenStored_ThenGoneAndTheRestStays()
    {
        await PutAsync("a0b1.jpg", Bytes(EightMiB + 1));
        await PutAsync("a0b2.jpg", [2]);

        await Media.DeleteAsync("a0b1.jpg", None);

        Assert.Null(await Media.OpenAsync("a0b1.jpg", None));
        Assert.Equal([2], await ReadAsync("a0b2.jpg"));
        await Media.DeleteAsync("a0b1.jpg", None);
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Without listing megabytes when they differ.</summary>
    private static void AssertSame(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual) => Assert.True(expected.Span.SequenceEqual(actual.Span));

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private string NewFile(byte[] bytes)
    {
        var path = Path.Combine(folder, $"{Interlocked.Increment(ref files)}");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private Task PutAsync(string key, byte[] bytes) => Media.PutAsync(key, NewFile(bytes), Name, None);

    private async Task<byte[]> ReadAsync(string key)
    {
        await using var stream = (await Media.OpenAsync(key, None))?.Content;
        return await ReadAsync(stream!);
    }
}
