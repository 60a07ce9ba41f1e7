namespace Allmine.Infrastructure.Tests.Contracts;

public abstract class MediaStoreContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task Open_WhenStored_ThenTheBytesAsASeekableStream(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        await PutAsync("a0b1.jpg", bytes);
        await PutAsync("a0b2.jpg", [1, 2, 3]);

        await using var stream = await Store.Media.OpenAsync("a0b1.jpg", None);

        Assert.True(stream!.CanSeek);
        Assert.Equal(size, stream.Length);
        Assert.Equal(bytes, await ReadAsync(stream));
        stream.Position = size / 2;
        Assert.Equal(bytes[(size / 2)..], await ReadAsync(stream));
    }

    [SkippableFact]
    public async Task Open_WhenOpenedTwice_ThenEachHasItsOwnPlace()
    {
        await PutAsync("a0b1", [1, 2, 3]);
        await using var one = await Store.Media.OpenAsync("a0b1", None);
        await using var other = await Store.Media.OpenAsync("a0b1", None);

        Assert.Equal([1, 2, 3], await ReadAsync(one!));
        Assert.Equal([1, 2, 3], await ReadAsync(other!));
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
    [InlineData("%2e%2e%2fa0b1.jpg")]
    public async Task Open_WhenNothingIsUnderTheKey_ThenNull(string key)
    {
        await PutAsync("a0b1.jpg", [1]);

        Assert.Null(await Store.Media.OpenAsync(key, None));
    }

    [SkippableFact]
    public async Task Open_WhenKeyIsVeryLong_ThenNull() => Assert.Null(await Store.Media.OpenAsync(new string('a', 10_000), None));

    [SkippableFact]
    public async Task Put_WhenContentFailsHalfway_ThenItsErrorAndNothingCanBeRead()
    {
        await using var failing = new FailingStream(300_000);

        await Assert.ThrowsAsync<EndOfStreamException>(() => Store.Media.PutAsync("a0b1.jpg", failing, None));

        Assert.Null(await Store.Media.OpenAsync("a0b1.jpg", None));
        await PutAsync("a0b1.jpg", [7]);
        await using var stream = await Store.Media.OpenAsync("a0b1.jpg", None);
        Assert.Equal([7], await ReadAsync(stream!));
    }

    [SkippableFact]
    public async Task Put_WhenKeyIsUsed_ThenWhatIsStoredDoesNotChange()
    {
        await PutAsync("a0b1.jpg", [1, 2, 3]);

        // Whether it is refused or passed over is the store's affair.
        _ = await Record.ExceptionAsync(() => PutAsync("a0b1.jpg", [4]));

        await using var stream = await Store.Media.OpenAsync("a0b1.jpg", None);
        Assert.Equal([1, 2, 3], await ReadAsync(stream!));
    }

    protected async Task PutAsync(string key, byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        await Store.Media.PutAsync(key, content, None);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
