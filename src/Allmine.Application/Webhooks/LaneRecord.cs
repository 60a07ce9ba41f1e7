using Allmine.Application.Ports.Feed;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>A lane with events that have not been taken, or with a gap that has not been told, as it is written down.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Next">The first event that has not been taken has this number or a higher one.</param>
/// <param name="Pending">How many there are, among those that have been looked at.</param>
/// <param name="Attempts">How often the first one, or the gap before it, was tried.</param>
/// <param name="Due">When it is tried next; null for at once.</param>
/// <param name="StatusCode">Of the last attempt's answer.</param>
/// <param name="Error">What was wrong with the last attempt.</param>
/// <param name="Gap">What is to be told before it.</param>
/// <param name="GivesUpNext">Whether it is to be set aside, and not tried any more.</param>
internal sealed record LaneRecord(Id<FeedLane> Lane, long Next, int Pending, int Attempts, DateTime? Due, int? StatusCode, string? Error, WebhookGap? Gap, bool GivesUpNext = false);
