using System.IO.Pipelines;
using Allmine.Api.Errors;
using Allmine.Api.Http.Bodies;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Requests;

public sealed class PacedBodyReaderTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly Pipe pipe = new();
    private readonly PacedBodyReader reader;

    public PacedBodyReaderTests() => reader = new PacedBodyReader(pipe.Reader, maxBytes: 100, time);

    public void Dispose() => reader.Dispose();

    [Fact]
    public async Task Read_WhenAByteComesInTheLastMoment_ThenGivesIt()
    {
        var reading = reader.ReadAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromMilliseconds(1));
        Assert.False(reading.IsCompleted);

        await pipe.Writer.WriteAsync(new byte[1]);

        Assert.Equal(1, (await reading).Buffer.Length);
    }

    [Fact]
    public async Task Read_WhenNoByteComesForFifteenSeconds_ThenTimesOut()
    {
        var reading = reader.ReadAsync().AsTask();

        time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(ProtocolErrorCode.BodyTimeout, (await Assert.ThrowsAsync<RefusedException>(() => reading)).Code);
    }

    [Fact]
    public async Task Read_WhenItHasTimedOut_ThenTheBodyCanStillBeReadOn()
    {
        var reading = reader.ReadAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<RefusedException>(() => reading);

        await pipe.Writer.WriteAsync(new byte[3]);

        Assert.Equal(3, (await pipe.Reader.ReadAsync()).Buffer.Length);
    }

    [Fact]
    public async Task Read_WhenTheReaderTakesItsTime_ThenThatIsNotTheSendersFault()
    {
        await pipe.Writer.WriteAsync(new byte[1]);
        var read = await reader.ReadAsync();
        time.Advance(TimeSpan.FromMinutes(5));
        reader.AdvanceTo(read.Buffer.End);

        var reading = reader.ReadAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(14));
        await pipe.Writer.WriteAsync(new byte[1]);

        Assert.Equal(1, (await reading).Buffer.Length);
    }

    [Fact]
    public async Task Read_WhenBytesAreKeptAndOthersCome_ThenEachIsCountedOnce()
    {
        for (var i = 0; i < 10; i++)
        {
            await pipe.Writer.WriteAsync(new byte[10]);
            var read = await reader.ReadAsync();
            Assert.Equal((i + 1) * 10, read.Buffer.Length);
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        await pipe.Writer.WriteAsync(new byte[1]);

        Assert.Equal(ProtocolErrorCode.BodyTooLarge, (await Assert.ThrowsAsync<RefusedException>(() => reader.ReadAsync().AsTask())).Code);
    }

    [Fact]
    public async Task Read_WhenAtTheLimit_ThenGivesAllAndOneByteMoreIsTooLarge()
    {
        var stream = reader.AsStream(leaveOpen: true);
        await pipe.Writer.WriteAsync(new byte[100]);
        await stream.ReadExactlyAsync(new byte[100]);

        await pipe.Writer.WriteAsync(new byte[1]);

        Assert.Equal(ProtocolErrorCode.BodyTooLarge, (await Assert.ThrowsAsync<RefusedException>(async () => await stream.ReadExactlyAsync(new byte[1]))).Code);
    }

    [Fact]
    public async Task Read_WhenMoreThanTheLimitComesAtOnce_ThenGivesWhatIsAllowedFirst()
    {
        await pipe.Writer.WriteAsync(new byte[150]);

        var read = await reader.ReadAsync();
        Assert.Equal((100, false), (read.Buffer.Length, read.IsCompleted));
        reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);

        Assert.Equal(ProtocolErrorCode.BodyTooLarge, (await Assert.ThrowsAsync<RefusedException>(() => reader.ReadAsync().AsTask())).Code);
    }

    [Fact]
    public async Task Read_WhenTheServerWakesIt_ThenGoesOnWaiting()
    {
        var reading = reader.ReadAsync().AsTask();
        pipe.Reader.CancelPendingRead();
        await Task.Yield();
        time.Advance(TimeSpan.FromSeconds(14));

        await pipe.Writer.WriteAsync(new byte[2]);
        await pipe.Writer.CompleteAsync();

        var read = await reading;
        Assert.False(read.IsCanceled);
        Assert.Equal(2, read.Buffer.Length);
    }

    [Fact]
    public async Task Read_WhenTheBodyEnds_ThenSaysSo()
    {
        await pipe.Writer.CompleteAsync();

        Assert.True((await reader.ReadAsync()).IsCompleted);
    }
}
