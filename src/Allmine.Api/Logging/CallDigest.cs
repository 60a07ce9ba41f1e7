using Allmine.Api.Background;

namespace Allmine.Api.Logging;

/// <summary>Refusals that a caller can have as often as he likes: a line for the first, and then at most one a minute for each caller, with a count.</summary>
internal sealed partial class CallDigest(TimeProvider time, ILogger<CallDigest> logger) : NodeTask
{
    /// <summary>Between two lines of one caller.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>The most callers that are told apart; the others share a line.</summary>
    public const int MaxCallers = 10_000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<Caller, (long Since, int Count)> callers = [];

    /// <param name="address">From where.</param>
    /// <param name="cause">Of <see cref="Auth.AuthFailure"/>; that of the first one is told.</param>
    public void Unauthenticated(string address, string cause) => Count(new Caller(false, null, null, address), cause);

    /// <param name="user">In whose name; null for nobody who is known.</param>
    /// <param name="service">The backend; null for a person.</param>
    /// <param name="address">From where; it tells callers apart where there is no user and no backend.</param>
    /// <param name="policy">The limit that had no room; that of the first one is told.</param>
    public void RateLimited(string? user, string? service, string address, string policy) =>
        Count(new Caller(true, user, service, user is null && service is null ? address : ""), policy);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Look, time, stoppingToken);
            Tell();
        }
    }

    private void Count(Caller caller, string why)
    {
        lock (gate)
        {
            if (callers.TryGetValue(caller, out var known))
            {
                callers[caller] = known with { Count = known.Count + 1 };
                return;
            }

            if (callers.Count >= MaxCallers)
            {
                caller = new Caller(caller.IsLimited, null, null, "others");
                callers[caller] = callers.TryGetValue(caller, out var shared) ? shared with { Count = shared.Count + 1 } : (time.GetTimestamp(), 1);
                return;
            }

            callers[caller] = (time.GetTimestamp(), 0);
        }

        Write(caller, why, 1);
    }

    private void Tell()
    {
        List<(Caller Caller, int Count)> due = [];
        lock (gate)
        {
            foreach (var (caller, (since, count)) in callers.Where(each => time.GetElapsedTime(each.Value.Since) >= Period).ToList())
            {
                if (count == 0)
                {
                    callers.Remove(caller);
                    continue;
                }

                callers[caller] = (time.GetTimestamp(), 0);
                due.Add((caller, count));
            }
        }

        foreach (var (caller, count) in due)
            Write(caller, "", count);
    }

    private void Write(Caller caller, string why, int count)
    {
        if (caller.IsLimited)
            TooMany(logger, count, why, caller.User, caller.Service, caller.Address);
        else
            NotKnown(logger, count, why, caller.Address);
    }

    [LoggerMessage(EventId = 1401, Level = LogLevel.Information, Message = "{Count} calls without a good token (401 {Cause}) from {Address}")]
    private static partial void NotKnown(ILogger logger, int count, string cause, string address);

    [LoggerMessage(EventId = 1429, Level = LogLevel.Information, Message = "{Count} calls over a limit (429 {Policy}), user {User}, service {Service}, from {Address}")]
    private static partial void TooMany(ILogger logger, int count, string policy, string? user, string? service, string address);

    private readonly record struct Caller(bool IsLimited, string? User, string? Service, string Address);
}
