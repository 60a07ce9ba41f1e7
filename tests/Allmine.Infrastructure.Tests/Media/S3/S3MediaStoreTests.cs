using System.Net;
using System.Net.Sockets;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.S3;

namespace Allmine.Infrastructure.Tests.Media.S3;

/// <summary>What a server does that is broken, silent or set up in another way.</summary>
public sealed class S3MediaStoreTests : IDisposable
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);

    /// <summary>Only stops a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string path = Path.GetTempFileName();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => File.Delete(path);

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(S3MediaStore.PartSize + 1)]
    public async Task Store_WhenTheServerIsGone_ThenUnavailableWithinSeconds(int size)
    {
        await File.WriteAllBytesAsync(path, new byte[size]);
        var server = NewServer();
        using var media = new S3MediaStore(S3MediaFixture.OptionsFor(server.Address));
        await media.PutAsync("a0b1", path, "a name", None);
        await using var stream = (await media.OpenAsync("a0b1", None))?.Content;
        server.Dispose();

        await AssertUnavailableAsync(() => media.PutAsync("a0b2", path, "a name", None));
        await AssertUnavailableAsync(() => media.OpenAsync("a0b1", None));
        await AssertUnavailableAsync(() => media.DeleteAsync("a0b1", None));
        await AssertUnavailableAsync(() => stream!.ReadExactlyAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task Store_WhenTheServerIsSilent_ThenUnavailableWithinSeconds()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var media = new S3MediaStore(S3MediaFixture.OptionsFor($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));

        await AssertUnavailableAsync(() => media.OpenAsync("a0b1", None));
        Assert.Contains("did not answer", (await RefusalAsync(media)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(S3MediaStore.PartSize + 1)]
    public async Task Put_WhenTheServerStopsInTheMiddle_ThenUnavailableWithinSeconds(int size)
    {
        await File.WriteAllBytesAsync(path, new byte[size]);
        await using var server = new StallingS3Server();
        using var media = new S3MediaStore(S3MediaFixture.OptionsFor(server.Address));

        await AssertUnavailableAsync(() => media.PutAsync("a0b1", path, "a name", None));

        Assert.Contains("PUT", server.Methods);
    }

    /// <summary>The caller may go at any moment around that in which a fault is told.</summary>
    [Fact]
    public async Task Put_WhenCancelledAsAFaultIsTold_ThenItIsCancelledOrUnavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var media = new S3MediaStore(S3MediaFixture.OptionsFor($"http://{listener.LocalEndpoint}"));
        for (var attempt = 0; attempt < 200; attempt++)
        {
            using var source = new CancellationTokenSource();
            var put = media.PutAsync("a0b1.jpg", path, "a name", source.Token);
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().ReadAtLeastAsync(new byte[4096], 1);
            await client.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            for (var turn = 0; turn < 10 * attempt && !put.IsCompleted; turn++)
                await Task.Yield();
            await source.CancelAsync();

            var failure = await Record.ExceptionAsync(() => put);
            Assert.True(failure is OperationCanceledException or StoreUnavailableException, $"{attempt}: {failure}");
        }
    }

    [Fact]
    public async Task Initialize_WhenNothingListens_ThenTheSentenceNamesTheServerAndItsSetting()
    {
        using var media = new S3MediaStore(S3MediaFixture.OptionsFor("http://127.0.0.1:1"));

        var refusal = await RefusalAsync(media);

        Assert.Contains("http://127.0.0.1:1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Media:S3:ServiceUrl", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Initialize_WhenThereIsNoBucket_ThenTheSentenceNamesItAndItsSetting()
    {
        using var server = NewServer();
        using var media = new S3MediaStore(S3MediaFixture.OptionsFor(server.Address) with { Bucket = "somebody-elses" });

        var refusal = await RefusalAsync(media);

        Assert.Contains("'somebody-elses'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Media:S3:Bucket", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Initialize_WhenTheKeyIsRefused_ThenTheSentenceNamesItsSettingAndNotTheSecret()
    {
        using var server = NewServer();
        using var media = new S3MediaStore(S3MediaFixture.OptionsFor(server.Address) with { AccessKey = "nobody", SecretKey = "open-sesame" });

        var refusal = await RefusalAsync(media);

        Assert.Contains("Media:S3:AccessKey", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("open-sesame", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WhenPrinted_ThenTheSecretIsNotAmongThem()
    {
        var options = S3MediaFixture.OptionsFor("http://127.0.0.1:1") with { SecretKey = "open-sesame" };

        Assert.DoesNotContain("open-sesame", options.ToString(), StringComparison.Ordinal);
    }

    private static S3Server NewServer()
    {
        Skip.If(S3Server.Absence is not null, S3Server.Absence);
        return S3Server.Start();
    }

    private static async Task AssertUnavailableAsync(Func<Task> call)
    {
        using var standstill = new Standstill();
        var elapsed = await standstill.TimeAsync(() => Assert.ThrowsAsync<StoreUnavailableException>(() => call().WaitAsync(Patience)));
        Assert.True(elapsed < Promised, $"It took {elapsed}.");
    }

    private static async Task<StoreSetupException> RefusalAsync(S3MediaStore media)
    {
        var refusal = await Assert.ThrowsAsync<StoreSetupException>(() => media.InitializeAsync(None));
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal;
    }
}
