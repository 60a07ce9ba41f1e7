using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Allmine.Bench.Load.Kill;

/// <summary>
/// The senders between two kills. Every other one puts a key on its sends; a quarter of them write to the hot chat. A sender
/// ends with the program; what it was waiting for then is of unknown outcome.
/// </summary>
internal sealed class KillRound(Uri url, RequestSet plain, RequestSet keyed, int chats, uint run)
{
    /// <summary>Of so many senders two write to the hot chat, the first one: one with keys, one without.</summary>
    private const int HotEvery = 8;

    /// <summary>Longer than a MongoDB server that follows docs/operations.md keeps the transaction of a killed process.</summary>
    private static readonly TimeSpan RepeatPatience = TimeSpan.FromSeconds(20);

    public ConcurrentQueue<Acknowledged> Acknowledged { get; } = [];

    /// <summary>Content of every send that went out, and whether it had a key and an answer.</summary>
    public ConcurrentDictionary<string, SendState> Sends { get; } = [];

    public ConcurrentQueue<KeyedSend> Unknown { get; } = [];

    public ConcurrentQueue<string> Faults { get; } = [];

    public uint Run => run;

    /// <summary>Sends until the program is gone.</summary>
    public async Task SendAsync(int connection, CancellationToken cancellationToken)
    {
        using var raw = new RawConnection(url);
        var random = new Random(HashCode.Combine(run, connection));
        var withKey = IsKeyed(connection);
        for (var number = 0; ; number++)
        {
            var chat = connection % HotEvery is 0 or 1 ? 0 : random.Next(1, chats);
            var content = RequestTemplate.Content(RequestTemplate.Tag(run, connection, number));
            Sends[content] = new SendState(chat, withKey, Answered: false);
            try
            {
                var reply = await SendOnceAsync(raw, new KeyedSend(chat, connection, number), cancellationToken);
                if (reply.Status != 201)
                {
                    Faults.Enqueue($"a send was answered with {reply.Status}");
                    return;
                }

                Acknowledged.Enqueue(new Acknowledged(chat, reply.Sequence, reply.Id));
                Sends[content] = new SendState(chat, withKey, Answered: true);
            }
            catch (SocketException)
            {
                if (withKey)
                    Unknown.Enqueue(new KeyedSend(chat, connection, number));
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
            if (first.Status != 201 || first != second)
                Faults.Enqueue($"a repeated key was answered with {first}, then {second}");
            Acknowledged.Enqueue(new Acknowledged(send.Chat, first.Sequence, first.Id));
            var content = RequestTemplate.Content(RequestTemplate.Tag(run, send.Connection, send.Number));
            Sends[content] = new SendState(send.Chat, Keyed: true, Answered: true);
        }
    }

    private static bool IsKeyed(int connection) => connection % 2 == 0;

    private async Task<Reply> SendOnceAsync(RawConnection raw, KeyedSend send, CancellationToken cancellationToken)
    {
        var requests = IsKeyed(send.Connection) ? keyed : plain;
        var request = requests.Of(send.Chat, send.Connection / 2 % 2).Fill(raw.Outgoing, run, send.Connection, send.Number);
        return await raw.SendAsync(request, cancellationToken);
    }
}
