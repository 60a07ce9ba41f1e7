using System.Text.Json;
using System.Text.Json.Serialization;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>Where events are sent to, which, and by whom they can be told to come from here.</summary>
public sealed record Webhook
{
    /// <summary>So much is kept of what was heard of events that are gone.</summary>
    private const int MostGone = 100;

    public required Id<WebhookKey> Id { get; init; }

    public required string Name { get; init; }

    public required string Url { get; init; }

    /// <summary>What it hears and has heard, as far back as that matters.</summary>
    public required IReadOnlyList<HeardType> Heard { get; init; }

    public bool IsActive { get; init; }

    /// <summary>Since when it is off: UTC, whole milliseconds; null while it is active.</summary>
    public DateTime? OffSince { get; init; }

    /// <summary>Whether its receiver has switched it off.</summary>
    public bool IsGone { get; init; }

    /// <summary>The present one first, then the one before while it still signs.</summary>
    public required IReadOnlyList<WebhookSecret> Secrets { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>The live deliveries.</summary>
    public required WebhookRun Live { get; init; }

    /// <summary>Replays and repetitions that go on.</summary>
    public IReadOnlyList<WebhookRun> Replays { get; init; } = [];

    /// <summary>Events whose next attempt is to be made at once.</summary>
    public IReadOnlyList<HurriedDelivery> Hurried { get; init; } = [];

    /// <summary>That the receiver has missed what nobody can say; null if it has not. Nothing else is sent until it has been told.</summary>
    public OwedGap? OwedGap { get; init; }

    /// <summary>What a later version has written and this one does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }

    /// <summary>All types that it hears or has heard.</summary>
    internal IReadOnlyCollection<FeedType> AllTypes => [.. Heard.Select(heard => heard.Type).Distinct()];

    /// <summary>The types that it hears or has heard of events with higher numbers.</summary>
    internal IReadOnlyCollection<FeedType> TypesAfter(long number) =>
        [.. Heard.Where(heard => heard.UpTo is not { } upTo || upTo == HeardType.Undecided || upTo > number).Select(heard => heard.Type).Distinct()];

    /// <summary>The types that it hears now.</summary>
    [JsonIgnore]
    public IReadOnlyList<FeedType> Types => [.. Heard.Where(heard => heard.UpTo is null).Select(heard => heard.Type).Order()];

    internal bool Hears(FeedType type, long number) => Heard.Any(heard => heard.Type == type && heard.Has(number));

    /// <summary>Whether its types are about to change, and nobody goes on before it is decided where.</summary>
    internal bool IsUndecided => Heard.Any(heard => heard.IsUndecided);

    /// <summary>The webhook with other types, from an event on that is still to be decided.</summary>
    internal Webhook Hearing(IReadOnlyCollection<FeedType> types)
    {
        var present = Types;
        var heard = Heard.Select(one => one.UpTo is null && !types.Contains(one.Type) ? one with { UpTo = HeardType.Undecided } : one)
            .Concat(types.Where(type => !present.Contains(type)).Select(type => new HeardType(type, HeardType.Undecided, null)));
        // One that was not decided yet, and is taken back.
        return this with { Heard = [.. heard.Where(one => one is not { After: HeardType.Undecided, UpTo: HeardType.Undecided })] };
    }

    /// <summary>Decides where its types change.</summary>
    /// <param name="last">The number of the feed's last event, read after the change was written down.</param>
    /// <param name="floor">
    /// The events up to there are gone. What was heard of them matters still to chats in which nothing has happened since, but there is an end to what is kept of it.
    /// </param>
    internal Webhook? Decide(long last, long floor)
    {
        if (!IsUndecided)
            return null;
        var heard = Heard.Select(one => one with { After = one.After == HeardType.Undecided ? last : one.After, UpTo = one.UpTo == HeardType.Undecided ? last : one.UpTo })
            .Where(one => one.UpTo is not { } upTo || upTo > one.After)
            .ToList();
        var gone = heard.Where(one => one.UpTo <= floor).OrderByDescending(one => one.UpTo).Skip(MostGone).ToHashSet();
        return this with { Heard = [.. heard.Where(one => !gone.Contains(one))] };
    }

    /// <summary>The runs that there are, the live one first.</summary>
    internal IEnumerable<WebhookRun> Runs => Replays.Prepend(Live);

    /// <summary>The partition whose holder sees to what concerns the webhook as a whole.</summary>
    internal int HomePartition => FeedEntry.PartitionOf(Id<FeedLane>.FromBytes(Id.ToBytes()));
}
