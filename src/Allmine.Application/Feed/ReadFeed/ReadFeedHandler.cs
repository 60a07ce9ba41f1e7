using Allmine.Application.Paging;
using MediatR;

namespace Allmine.Application.Feed.ReadFeed;

internal sealed class ReadFeedHandler(FeedReader reader) : IRequestHandler<ReadFeedQuery, FeedPage>
{
    public Task<FeedPage> Handle(ReadFeedQuery query, CancellationToken cancellationToken) =>
        reader.ReadAsync(query.After, query.Limit ?? PageLimits.Default, FeedTypesRule.Read(query.Types), cancellationToken);
}
