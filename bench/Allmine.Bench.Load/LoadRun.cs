using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Allmine.Bench.Load;

/// <summary>Connections that each send, wait for the answer, and send again.</summary>
internal sealed class LoadRun(Uri url, DirectChat[] chats, RequestSet requests, LoadPlan plan)
{
    /// <summary>An answer that takes longer is a failure of the run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly uint run = (uint)Random.Shared.NextInt64(1, uint.MaxValue);
    private long warmUntil;
    private long endsAt;
    private int sentInMeasure;

    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stalled.CancelAfter(TimeSpan.FromSeconds(plan.WarmupSeconds + plan.Seconds) + Patience);

        var start = Stopwatch.GetTimestamp();
        warmUntil = start + (long)(plan.WarmupSeconds * Stopwatch.Frequency);
        endsAt = warmUntil + (long)(plan.Seconds * Stopwatch.Frequency);
        var workers = Enumerable.Range(0, plan.Connections).Select(_ => new Worker()).ToArray();
        await Task.WhenAll(workers.Select((worker, i) => Task.Run(() => SendAsync(worker, i, stalled.Token), CancellationToken.None)));
        return Sum(workers, Math.Min(Stopwatch.GetTimestamp(), endsAt));
    }

    private async Task SendAsync(Worker worker, int number, CancellationToken cancellationToken)
    {
        using var connection = new RawConnection(url);
        var random = new Random(number + 1);
        for (var i = 0; ; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var measured = start >= warmUntil;
            if (start >= endsAt || (measured && Interlocked.Increment(ref sentInMeasure) > plan.Requests))
                return;

            var chat = plan.Chats == 1 ? 0 : random.Next(plan.Chats);
            var request = requests.Of(chat, number & 1).Fill(connection.Outgoing, run, number, i);
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
                .Select(chat => new ChatReport(chats[chat.Key].Id, chat.Max(message => message.Sequence), chat.Count())).ToArray());
        return new LoadResult(report, acknowledged);
    }

    private static double Percentile(long[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] * 1000.0 / Stopwatch.Frequency;

    private sealed class Worker
    {
        public List<Acknowledged> Acknowledged { get; } = new(1 << 12);

        public List<long> Latencies { get; } = new(1 << 12);

        public Dictionary<string, int> Errors { get; } = [];

        public void Fail(string what) => Errors[what] = Errors.GetValueOrDefault(what) + 1;
    }
}
