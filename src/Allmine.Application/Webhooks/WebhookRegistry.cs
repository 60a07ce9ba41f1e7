namespace Allmine.Application.Webhooks;

/// <summary>All webhooks.</summary>
/// <param name="Webhooks">In the order of their names.</param>
/// <param name="Revision">One more with each change of any of them.</param>
public sealed record WebhookRegistry(IReadOnlyList<Webhook> Webhooks, long Revision)
{
    /// <summary>The most webhooks of a service.</summary>
    public const int Greatest = 20;

    public Webhook? Find(string name) => Webhooks.FirstOrDefault(webhook => webhook.Name == name);

    /// <summary>The numbers up to which something was heard that is not heard any more: what was given last up to there is asked for as long as nothing is given after it.</summary>
    internal IReadOnlyCollection<long> Boundaries => [.. Webhooks.SelectMany(webhook => webhook.Heard).Select(heard => heard.UpTo).OfType<long>().Distinct()];

    /// <summary>With a webhook in the place of the one with its identifier, or added.</summary>
    internal WebhookRegistry With(Webhook webhook) => this with
    {
        Webhooks = [.. Webhooks.Where(other => other.Id != webhook.Id).Append(webhook).OrderBy(other => other.Name, StringComparer.Ordinal)],
    };

    internal WebhookRegistry Without(Webhook webhook) => this with { Webhooks = [.. Webhooks.Where(other => other.Id != webhook.Id)] };
}
