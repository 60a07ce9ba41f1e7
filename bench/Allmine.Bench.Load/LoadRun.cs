using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Allmine.Bench.Load;

/// <summary>Connections that each send, wait for the answer, and send again; split evenly over the nodes.</summary>
internal sealed class LoadRun(IReadOnlyList<Uri> nodes, DirectChat[] chats, RequestSet requests, LoadPlan plan)
{
    /// <summary>An answer that takes longer is a failure of the run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly uint run = (uint)Random.Shared.NextInt64(1, uint.MaxValue);
    private long warmUntil;
    private long endsAt;
    private int sentInMeasure;
    private int turn;

    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stalled.CancelAfter(TimeSpan.FromSeconds(plan.WarmupSeconds + plan.Seconds) + Patience);

        var start = Stopwatch.GetTimestamp();
        warmUntil = start + (long)(plan.WarmupSeconds * Stopwatch.Frequency);
        endsAt = warmUntil + (long)(plan.Seconds * Stopwatch.Frequency);
        var workers = Enumerable.Range(0, plan.Connections).Select(i => new Worker { Node = NodeOf(i) }).ToArray();
        await Task.WhenAll(workers.Select((worker, i) => Task.Run(() => SendAsync(worker, i, stalled.Token), CancellationToken.None)));
        return Sum(workers, Math.Min(Stopwatch.GetTimestamp(), endsAt));
    }

    private async Task SendAsync(Worker worker, int number, CancellationToken cancellationToken)
    {
        using var connection = new RawConnection(nodes[worker.Node]);
        var random = new Random(number + 1);
        for (var i = 0; ; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var measured = start >= warmUntil;
            if (start >= endsAt || (measured && Interlocked.Increment(ref sentInMeasure) > plan.Requests))
                return;

            var inTurn = plan.InTurn ? Interlocked.Increment(ref turn) - 1 : 0;
            if (inTurn >= plan.Chats)
                return;
            var chat = plan.From + (plan.InTurn ? inTurn : plan.Chats == 1 ? 0 : random.Next(plan.Chats));
            var request = requests.Of(chat, plan.InTurn || plan.OneWay ? 0 : number & 1).Fill(connection.Outgoing, run, number, i);
            try
            {
                var reply = await connection.SendAsync(request, cancellationToken);
                var end = Stopwatch.GetTimestamp();
                if (reply.Status == 201)
                    worker.Acknowledged.Add(new Acknowledged(chat, reply.Sequence, reply.Id));
                else
                    worker.Fail(reply.Status.ToString(CultureInfo.InvariantCulture));
                if (reply.Status == 201 && measured && end <= endsAt)
                    worker.Latencies.Add(end - start);
            }
            catch (OperationCanceledException)
            {
                worker.Fail("stalled");
                return;
            }
            catch (SocketException exception)
            {
                worker.Fail(exception.SocketErrorCode.ToString());
                await Task.Delay(10, CancellationToken.None);
            }
        }
    }

    /// <summary>Two connections in a row are of the two members of a chat: each node has as many of either.</summary>
    private int NodeOf(int connection) => connection / 2 % nodes.Count;

    private LoadResult Sum(Worker[] workers, long end)
    {
        var seconds = (end - warmUntil) / (double)Stopwatch.Frequency;
        var latencies = workers.SelectMany(worker => worker.Latencies).Order().ToArray();
        var acknowledged = workers.SelectMany(worker => worker.Acknowledged).ToArray();
        var report = new LoadReport(
            latencies.Length, seconds, latencies.Length / seconds,
            Percentile(latencies, 0.50), Percentile(latencies, 0.99), Percentile(latencies, 1),
            workers.SelectMany(worker => worker.Errors).GroupBy(error => error.Key)
                .ToDictionary(errors => errors.Key, errors => errors.Sum(error => error.Value)),
            acknowledged.GroupBy(message => message.Chat).OrderBy(chat => chat.Key)
                .Select(chat => new ChatReport(chats[chat.Key].Id, chat.Max(message => message.Sequence), chat.Count())).ToArray(),
            workers.GroupBy(worker => worker.Node).OrderBy(node => node.Key)
                .Select(node => node.Sum(worker => worker.Latencies.Count) / seconds).ToArray());
        return new LoadResult(report, acknowledged);
    }

    private static double Percentile(long[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] * 1000.0 / Stopwatch.Frequency;

    private sealed class Worker
    {
        public required int Node { get; init; }

        public List<Acknowledged> Acknowledged { get; } = new(1 << 12);

        public List<long> Latencies { get; } = new(1 << 12);

        public Dictionary<string, int> Errors { get; } = [];

        public void Fail(string what) => Errors[what] = Errors.GetValueOrDefault(what) + 1;
    }
}
