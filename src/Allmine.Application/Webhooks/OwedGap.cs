using Allmine.Application.Ports.Feed;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>That a receiver has missed what nobody can say, and is to be told before anything else.</summary>
/// <param name="Id">Of the event that tells it: the same in every attempt.</param>
/// <param name="At">When it was found out: UTC, whole milliseconds.</param>
public sealed record OwedGap(Id<FeedEntry> Id, DateTime At);
