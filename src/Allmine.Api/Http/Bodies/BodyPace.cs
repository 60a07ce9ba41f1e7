namespace Allmine.Api.Http.Bodies;

/// <summary>
/// Whether a body comes fast enough: some byte within <see cref="MaxSilence"/>, and <see cref="MinBytes"/> within each
/// <see cref="Window"/>. Time counts only while bytes are waited for, so that a slow service cuts nobody off.
/// </summary>
internal sealed class BodyPace
{
    public static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>1 kB for each second of the window.</summary>
    public const long MinBytes = 30_000;

    /// <summary>When the last <see cref="MinBytes"/> bytes had come, second by second: those before them don't matter any more.</summary>
    private readonly Queue<(TimeSpan At, long Bytes)> earlier = new();

    /// <summary>Those of the present second, counted together and as of its end: so there are 31 entries at most.</summary>
    private (TimeSpan At, long Bytes) newest;

    private long total;
    private TimeSpan waited;
    private TimeSpan lastByteAt;

    /// <summary>How much longer the next byte may be waited for. Once it is over, the body is late.</summary>
    public TimeSpan Patience
    {
        get
        {
            // The first window can't be judged before it is over; later, it is the one that ends when the oldest of these bytes leaves it.
            var endOfWindow = (total >= MinBytes ? Oldest.At : TimeSpan.Zero) + Window;
            var endOfSilence = lastByteAt + MaxSilence;
            var patience = (endOfWindow < endOfSilence ? endOfWindow : endOfSilence) - waited;
            return patience > TimeSpan.Zero ? patience : TimeSpan.Zero;
        }
    }

    private (TimeSpan At, long Bytes) Oldest => earlier.TryPeek(out var oldest) ? oldest : newest;

    /// <param name="time">Spent waiting.</param>
    /// <param name="bytes">That came in the end.</param>
    public void Received(TimeSpan time, long bytes)
    {
        waited += time;
        if (bytes <= 0)
            return;
        lastByteAt = waited;
        var second = TimeSpan.FromSeconds(Math.Ceiling(waited.TotalSeconds));
        if (newest.Bytes > 0 && newest.At != second)
        {
            earlier.Enqueue(newest);
            newest = default;
        }

        newest = (second, newest.Bytes + bytes);
        total += bytes;
        while (earlier.TryPeek(out var oldest) && total - oldest.Bytes >= MinBytes)
            total -= earlier.Dequeue().Bytes;
    }
}
