using System.Text.Json;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Errors;

namespace Allmine.Application.Webhooks;

/// <summary>All webhooks.</summary>
/// <param name="Webhooks">In the order of their names.</param>
/// <param name="Revision">One more with each change of any of them.</param>
public sealed record WebhookRegistry(IReadOnlyList<Webhook> Webhooks, long Revision)
{
    /// <summary>The most webhooks of a service.</summary>
    public const int Greatest = 20;

    /// <summary>Those that this version can't read. They are in no list, and nobody sends to them here.</summary>
    public IReadOnlyList<UnreadableWebhook> Unreadable { get; init; } = [];

    /// <summary>How many there are, read or not.</summary>
    internal int Count => Webhooks.Count + Unreadable.Count;

    /// <exception cref="UnreadableRecordException">There is one of that name, and it can't be read.</exception>
    public Webhook? Find(string name) =>
        Unreadable.Any(webhook => webhook.Name == name) ? throw new UnreadableRecordException("webhook that was named") : Webhooks.FirstOrDefault(webhook => webhook.Name == name);

    /// <summary>Whether it is there, or may be, and can't be read: what is kept of its deliveries is to stay.</summary>
    internal bool IsUnreadable(Id<WebhookKey> id) => Unreadable.Any(webhook => webhook.Id is not { } known || known == id) && Webhooks.All(webhook => webhook.Id != id);

    /// <summary>The numbers up to which something was heard that is not heard any more: what was given last up to there is asked for as long as nothing is given after it.</summary>
    internal IReadOnlyCollection<long> Boundaries =>
        [.. Webhooks.SelectMany(webhook => webhook.Heard).Select(heard => heard.UpTo).OfType<long>().Concat(Unreadable.SelectMany(webhook => webhook.Boundaries)).Distinct()];

    /// <summary>With a webhook in the place of the one with its identifier, or added.</summary>
    internal WebhookRegistry With(Webhook webhook) => this with { Webhooks = InOrder(Webhooks.Where(other => other.Id != webhook.Id).Append(webhook)) };

    internal WebhookRegistry Without(Webhook webhook) => this with { Webhooks = [.. Webhooks.Where(other => other.Id != webhook.Id)] };

    /// <exception cref="UnreadableRecordException">It is no list at all.</exception>
    internal static WebhookRegistry Read(RegistryText kept)
    {
        var (webhooks, unreadable) = (new List<Webhook>(), new List<UnreadableWebhook>());
        foreach (var one in kept.Text is null ? [] : WebhookJson.Read<List<JsonElement>>(kept.Text, "registry of webhooks"))
        {
            // Without a secret nothing could be signed.
            if (WebhookJson.Find<Webhook>(one.GetRawText()) is { Secrets.Count: > 0 } webhook)
                webhooks.Add(webhook);
            else
                unreadable.Add(UnreadableWebhook.Of(one));
        }

        return new WebhookRegistry(InOrder(webhooks), kept.Revision) { Unreadable = unreadable };
    }

    /// <summary>As it is kept.</summary>
    internal string Write() => $"[{string.Join(',', Webhooks.Select(WebhookJson.Write).Concat(Unreadable.Select(webhook => webhook.Text)))}]";

    private static IReadOnlyList<Webhook> InOrder(IEnumerable<Webhook> webhooks) => [.. webhooks.OrderBy(webhook => webhook.Name, StringComparer.Ordinal)];
}
