using System.Buffers;
using System.IO.Pipelines;
using Allmine.Api.Errors;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http.Bodies;

/// <summary>A request's body, which has to come fast enough and may have so many bytes and no more.</summary>
/// <remarks>The server's own limits end the connection instead of answering, or answer what nobody can act on.</remarks>
internal sealed class PacedBodyReader(PipeReader body, long maxBytes, TimeProvider time) : PipeReader, IDisposable
{
    private readonly BodyPace pace = new();
    private ITimer? timer;
    private volatile bool isLate;

    /// <summary>What was there at the last read, how much of it was given, and how much is still there of both.</summary>
    private ReadOnlySequence<byte> present;
    private ReadOnlySequence<byte> given;
    private long keptOfPresent;
    private long keptOfGiven;

    /// <summary>The bytes that may still be given, what is kept included.</summary>
    private long left = maxBytes;

    /// <exception cref="RefusedException"><c>body.timeout</c> or <c>body.too_large</c>.</exception>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = body.ReadAsync(cancellationToken);
        if (!reading.IsCompletedSuccessfully)
            return WaitAsync(reading, cancellationToken);
        var read = reading.Result;
        return read.IsCanceled ? WaitAsync(ValueTask.FromResult(read), cancellationToken) : ValueTask.FromResult(Take(read, TimeSpan.Zero));
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!body.TryRead(out result))
            return false;
        result = Take(result, TimeSpan.Zero);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        left -= given.Slice(given.Start, consumed).Length;
        keptOfGiven = given.Slice(consumed).Length;
        keptOfPresent = present.Slice(consumed).Length;
        body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => body.CancelPendingRead();

    /// <summary>The server completes its reader itself.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    public void Dispose() => timer?.Dispose();

    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> reading, CancellationToken cancellationToken)
    {
        timer ??= time.CreateTimer(static reader => ((PacedBodyReader)reader!).GiveUp(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (true)
        {
            var begin = time.GetTimestamp();
            timer.Change(pace.Patience, Timeout.InfiniteTimeSpan);
            var read = await reading;
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var taken = Take(read, time.GetElapsedTime(begin));
            if (!read.IsCanceled)
                return taken;
            // The server wakes those who read, when it is stopped for example.
            AdvanceTo(taken.Buffer.Start, taken.Buffer.End);
            reading = body.ReadAsync(cancellationToken);
        }
    }

    private ReadResult Take(ReadResult read, TimeSpan waited)
    {
        present = read.Buffer;
        pace.Received(waited, present.Length - keptOfPresent);
        if (isLate)
            throw Refusal(ProtocolErrorCode.BodyTimeout);
        // All that is allowed is given before more is refused: what came in one piece by chance makes no difference.
        var isOver = present.Length > left;
        if (isOver && keptOfGiven == left)
            throw Refusal(ProtocolErrorCode.BodyTooLarge);
        given = isOver ? present.Slice(0, left) : present;
        return isOver ? new ReadResult(given, read.IsCanceled, isCompleted: false) : read;
    }

    /// <summary>After a refusal too the server goes on from here; else it logs a failure and drops the connection.</summary>
    private RefusedException Refusal(ErrorCode code)
    {
        body.AdvanceTo(present.End);
        return new RefusedException(code);
    }

    private void GiveUp()
    {
        isLate = true;
        body.CancelPendingRead();
    }
}
