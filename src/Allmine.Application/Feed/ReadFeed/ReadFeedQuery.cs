using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Feed.ReadFeed;

/// <summary>Reads a page of what happens in the whole service.</summary>
/// <param name="After">A position to go on after; null for the oldest events that are kept.</param>
/// <param name="Limit">The most events; null for 20.</param>
/// <param name="Types">The types of events; null for all.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record ReadFeedQuery(string? After, int? Limit, IReadOnlyList<string>? Types) : IRequest<FeedPage>;
