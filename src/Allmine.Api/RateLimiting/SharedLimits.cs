using System.Globalization;
using Allmine.Api.Background;
using Allmine.Api.Configuration;
using StackExchange.Redis;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// The buckets of all nodes, in Redis. One script looks into all buckets of a call and takes room in each or in none, by Redis' own clock. While
/// Redis does not answer, nobody waits for it: each node counts for itself.
/// </summary>
internal sealed partial class SharedLimits(RateLimitSettings settings, TimeProvider time, ILogger<SharedLimits> logger) : NodeTask, IAsyncDisposable
{
    /// <summary>How long a call waits for Redis.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>How long Redis is let alone after it has not answered.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const string Prefix = "allmine:limits:";

    /// <summary>KEYS: the buckets. ARGV: for each, the microseconds of one call. A bucket holds the time in microseconds at which it is full.</summary>
    private const string Script = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local answer, room = {}, 1
        for i, key in ipairs(KEYS) do
          local full = tonumber(redis.call('GET', key) or '0')
          if full < now then full = now end
          answer[i] = full - now + tonumber(ARGV[i])
          if answer[i] > 60000000 then room = 0 end
        end
        if room == 1 then
          for i, key in ipairs(KEYS) do
            redis.call('SET', key, string.format('%.0f', now + answer[i]), 'PX', math.ceil(answer[i] / 1000) + 1)
          end
        end
        table.insert(answer, 1, room)
        return answer
        """;

    private ConnectionMultiplexer? redis;
    private long silentSince;
    private int isAway;

    /// <summary>Null where Redis did not answer: the node counts for itself.</summary>
    public async ValueTask<LimitAnswer?> TryTakeAsync(LimitDemand[] demands)
    {
        if (redis is not { IsConnected: true } connection || IsLetAlone())
            return Away("It is not connected.");
        try
        {
            var keys = Array.ConvertAll(demands, demand => (RedisKey)string.Create(CultureInfo.InvariantCulture, $"{Prefix}{demand.Policy}:{demand.Owner:x}"));
            var costs = Array.ConvertAll(demands, demand => (RedisValue)(long)demand.ForAll.TotalMicroseconds);
            var answer = (long[])(await connection.GetDatabase().ScriptEvaluateAsync(Script, keys, costs).WaitAsync(Patience, time))!;
            if (Interlocked.Exchange(ref isAway, 0) == 1)
                IsBack(logger);
            return new LimitAnswer(answer[0] == 1, Array.ConvertAll(answer[1..], microseconds => TimeSpan.FromMicroseconds(microseconds)));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or InvalidOperationException)
        {
            Volatile.Write(ref silentSince, time.GetTimestamp());
            return Away(exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (redis is not null)
            await redis.DisposeAsync();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var options = ConfigurationOptions.Parse(settings.Redis!);
        // It connects by itself as soon as it can, whenever that is.
        (options.AbortOnConnectFail, options.ConnectTimeout, options.BacklogPolicy) = (false, 1000, BacklogPolicy.FailFast);
        options.ReconnectRetryPolicy = new LinearRetry(1000);
        redis = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(stoppingToken);
    }

    private bool IsLetAlone() => Volatile.Read(ref silentSince) is not 0 and var since && time.GetElapsedTime(since) < Pause;

    private LimitAnswer? Away(string reason)
    {
        if (Interlocked.Exchange(ref isAway, 1) == 0)
            IsAway(logger, reason.ReplaceLineEndings(" "));
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away: until it is back, this node counts calls for itself. {Reason}")]
    private static partial void IsAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis is back: calls are counted for all nodes together")]
    private static partial void IsBack(ILogger logger);
}
