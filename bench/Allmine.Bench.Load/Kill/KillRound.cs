using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Allmine.Bench.Load.Kill;

/// <summary>
/// The senders between two kills: of four one sends texts, one texts with keys, and two credits. Three of eight send to the
/// hot chat. A sender ends with the program; what it was waiting for then is of unknown outcome.
/// </summary>
internal sealed class KillRound(Uri url, IReadOnlyDictionary<SendKind, RequestSet> requests, int chats, uint run)
{
    /// <summary>Of so many senders three send to the hot chat, the first one: one of each kind.</summary>
    private const int HotEvery = 8;

    /// <summary>Longer than what a killed process has left on MongoDB stays there, however busy the machine is.</summary>
    private static readonly TimeSpan RepeatPatience = TimeSpan.FromSeconds(20);

    public ConcurrentQueue<Acknowledged> Acknowledged { get; } = [];

    /// <summary>Every send that went out, by its content.</summary>
    public ConcurrentDictionary<string, SendState> Sends { get; } = [];

    /// <summary>Sends with keys and without an answer.</summary>
    public ConcurrentQueue<KillSend> Unknown { get; } = [];

    public ConcurrentQueue<string> Faults { get; } = [];

    public uint Run => run;

    /// <summary>Sends until the program is gone.</summary>
    public async Task SendAsync(int connection, CancellationToken cancellationToken)
    {
        using var raw = new RawConnection(url);
        var random = new Random(HashCode.Combine(run, connection));
        for (var number = 0; ; number++)
        {
            var chat = connection % HotEvery is 0 or 1 or 2 ? 0 : random.Next(1, chats);
            var send = new KillSend(KindOf(connection), chat, connection / HotEvery % 2, run, connection, number);
            Sends[send.Content] = new SendState(send, SendFate.Unanswered);
            try
            {
                var reply = await SendOnceAsync(raw, send, cancellationToken);
                if (!Accept(send, reply))
                {
                    Faults.Enqueue($"a send was answered with {reply.Status}");
                    return;
                }
            }
            catch (SocketException)
            {
                if (send.IsKeyed)
                    Unknown.Enqueue(send);
                return;
            }
        }
    }

    /// <summary>
    /// Repeats what is unknown, with the key it had, twice: the second answer must be that of the first. A store that still
    /// holds what the killed process had begun may answer 503 for a while.
    /// </summary>
    public async Task RepeatAsync(CancellationToken cancellationToken)
    {
        using var raw = new RawConnection(url);
        foreach (var send in Unknown)
        {
            var since = Stopwatch.GetTimestamp();
            var first = await SendOnceAsync(raw, send, cancellationToken);
            while (first.Status == 503 && Stopwatch.GetElapsedTime(since) < RepeatPatience)
                first = await SendOnceAsync(raw, send, cancellationToken);
            var second = await SendOnceAsync(raw, send, cancellationToken);
            if (!Accept(send, first) || first != second)
                Faults.Enqueue($"a repeated key was answered with {first}, then {second}");
        }
    }

    private static SendKind KindOf(int connection) => (connection % 4) switch
    {
        0 => SendKind.KeyedText,
        1 => SendKind.Text,
        _ => SendKind.Transfer,
    };

    /// <summary>Keeps what was answered. False if that is no answer to such a send.</summary>
    private bool Accept(KillSend send, Reply reply)
    {
        if (reply.Status == 201)
            Acknowledged.Enqueue(new Acknowledged(send.Chat, reply.Sequence, reply.Id));
        else if (reply is not { Status: 409, IsInsufficient: true } || send.Kind != SendKind.Transfer)
            return false;
        Sends[send.Content] = new SendState(send, reply.Status == 201 ? SendFate.Sent : SendFate.Refused);
        return true;
    }

    private async Task<Reply> SendOnceAsync(RawConnection raw, KillSend send, CancellationToken cancellationToken)
    {
        var request = requests[send.Kind].Of(send.Chat, send.Member).Fill(raw.Outgoing, send.Run, send.Connection, send.Number);
        return await raw.SendAsync(request, cancellationToken);
    }
}
