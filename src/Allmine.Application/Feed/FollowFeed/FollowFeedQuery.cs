using Allmine.Application.Authorization;
using MediatR;

namespace Allmine.Application.Feed.FollowFeed;

/// <summary>Listens to what happens in the whole service.</summary>
/// <param name="After">A position to go on after; null for now.</param>
/// <param name="Types">The types of events; null for all.</param>
[RequiresCaller(RequiredCaller.Service)]
public sealed record FollowFeedQuery(string? After, IReadOnlyList<string>? Types) : IRequest<FeedSubscription>;
