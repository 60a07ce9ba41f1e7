using System.Text.Json;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>A webhook that this version can't read: a newer one has written it, or somebody has changed it by hand. It stays as it is, and harms no other.</summary>
/// <param name="Name">Null if that can't be read, either.</param>
/// <param name="Id">Null if that can't be read, either.</param>
/// <param name="Boundaries">The numbers up to which it heard something that it does not hear any more, as far as they can be read: what was given last up to there is asked for once it can be read again.</param>
/// <param name="Text">As it is kept.</param>
public sealed record UnreadableWebhook(string? Name, Id<WebhookKey>? Id, IReadOnlyCollection<long> Boundaries, string Text)
{
    internal static UnreadableWebhook Of(JsonElement kept) =>
        new(TextOf(kept, "name"), Id<WebhookKey>.TryParse(TextOf(kept, "id"), out var id) ? id : null, BoundariesOf(kept), kept.GetRawText());

    private static string? TextOf(JsonElement kept, string property) => Value(kept, property, JsonValueKind.String)?.GetString();

    private static long[] BoundariesOf(JsonElement kept) => Value(kept, "heard", JsonValueKind.Array) is not { } heard ? []
        : [.. heard.EnumerateArray().Select(type => Value(type, "upTo", JsonValueKind.Number) is { } upTo && upTo.TryGetInt64(out var number) ? number : 0)];

    private static JsonElement? Value(JsonElement kept, string property, JsonValueKind kind) =>
        kept.ValueKind == JsonValueKind.Object && kept.TryGetProperty(property, out var value) && value.ValueKind == kind ? value : null;
}
