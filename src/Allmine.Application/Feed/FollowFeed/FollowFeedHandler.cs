using Allmine.Application.Ports;
using MediatR;

namespace Allmine.Application.Feed.FollowFeed;

internal sealed class FollowFeedHandler(ICaller caller, FeedFollowers followers) : IRequestHandler<FollowFeedQuery, FeedSubscription>
{
    public Task<FeedSubscription> Handle(FollowFeedQuery query, CancellationToken cancellationToken) =>
        followers.FollowAsync(caller.Subject!.Value, query.After, FeedTypesRule.Read(query.Types), cancellationToken);
}
