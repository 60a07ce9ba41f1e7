namespace Allmine.Application.Ports.Webhooks;

/// <summary>What the identifier of a run is of: a webhook's live deliveries, or a replay.</summary>
public abstract class RunKey;
