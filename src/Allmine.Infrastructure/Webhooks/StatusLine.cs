namespace Allmine.Infrastructure.Webhooks;

/// <summary>
/// The final status line of one attempt's answer, read off the bytes as they come: the HTTP client tells of it only when all headers
/// are there. Interim answers are passed over. It takes what the HTTP client takes, and holds no bytes.
/// </summary>
/// <param name="time">Tells when it came.</param>
internal sealed class StatusLine(TimeProvider time)
{
    /// <summary>Of the shortest line, without its end: <c>HTTP/1.1 200</c>.</summary>
    private const int CodeEnd = 12;

    private readonly TaskCompletionSource<(int Code, long Timestamp)> came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private State state;

    /// <summary>Within the line.</summary>
    private int position;

    private int code;
    private bool isAfterReturn;

    private enum State
    {
        InStatusLine,

        /// <summary>Of an interim answer.</summary>
        InHeaders,

        /// <summary>The line came, or something else than one.</summary>
        Over,
    }

    private static ReadOnlySpan<byte> Start => "HTTP/1."u8;

    /// <summary>The status, and when its line was whole; without end if none comes.</summary>
    public Task<(int Code, long Timestamp)> Came => came.Task;

    /// <summary>What the connection has read next. Not for two threads at once.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length && state != State.Over; i++)
        {
            if (state == State.InStatusLine)
                ReadStatusLine(bytes[i]);
            else
                ReadHeaders(bytes[i]);
        }
    }

    private void ReadStatusLine(byte next)
    {
        if (next == '\n' && position >= CodeEnd)
        {
            EndStatusLine();
        }
        else if (isAfterReturn || !MayFollow(next))
        {
            state = State.Over;
        }
        else
        {
            isAfterReturn = next == '\r';
            position += isAfterReturn ? 0 : 1;
        }
    }

    private bool MayFollow(byte next)
    {
        switch (position)
        {
            case < 7:
                return next == Start[position];
            case 7:
                return char.IsAsciiDigit((char)next);
            case 8:
                return next == ' ';
            case < CodeEnd:
                code = (code * 10) + next - '0';
                return char.IsAsciiDigit((char)next);
            case CodeEnd:
                return next is (byte)' ' or (byte)'\r';
            default:
                // A line longer than all headers may be is the HTTP client's to refuse.
                return true;
        }
    }

    private void EndStatusLine()
    {
        // 101 is final: the protocol would be another one from there.
        if (code is >= 100 and <= 199 and not 101)
        {
            state = State.InHeaders;
        }
        else
        {
            state = State.Over;
            came.SetResult((code, time.GetTimestamp()));
        }

        (position, code, isAfterReturn) = (0, 0, false);
    }

    private void ReadHeaders(byte next)
    {
        if (next != '\n')
        {
            isAfterReturn = next == '\r' && position == 0;
            position++;
            return;
        }

        if (position == 0 || (position == 1 && isAfterReturn))
            state = State.InStatusLine;
        (position, isAfterReturn) = (0, false);
    }
}
