namespace Allmine.Application.Webhooks;

/// <summary>What all receivers together have not taken yet, as it was looked at last.</summary>
public sealed class WebhookGauge
{
    private WebhookBacklog last = WebhookBacklog.Empty;

    /// <summary>How many events, of all webhooks together.</summary>
    public long Events => Volatile.Read(ref last).Events;

    /// <summary>When the oldest of them was recorded; null if there is none.</summary>
    public DateTime? OldestAt => Volatile.Read(ref last).OldestAt;

    internal void Set(IReadOnlyCollection<WebhookBacklog> backlogs) =>
        Volatile.Write(ref last, new WebhookBacklog(backlogs.Sum(backlog => backlog.Events), backlogs.Min(backlog => backlog.OldestAt)));
}
