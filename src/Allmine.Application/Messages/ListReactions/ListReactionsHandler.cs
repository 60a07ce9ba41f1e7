using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Domain.Messages;
using MediatR;

namespace Allmine.Application.Messages.ListReactions;

internal sealed class ListReactionsHandler(CallerAuthority caller, VisibleMessages visible) : IRequestHandler<ListReactionsQuery, ReactionsPage>
{
    public async Task<ReactionsPage> Handle(ListReactionsQuery query, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindAsync(cancellationToken);
        var limit = query.Limit ?? PageLimits.Default;
        var after = ReactionPosition.Parse(query.Cursor, viewer.UserId);
        var message = (await visible.FindAsync(query.MessageId, viewer.Reader, cancellationToken)).Message.GetReadable();
        var rest = message.Life.Reactions
            .Where(reaction => query.Emoji is null || reaction.Emoji == query.Emoji)
            .SelectMany(ItemsOf)
            .OrderBy(ReactionPosition.Of)
            .Where(item => after is not { } position || ReactionPosition.Of(item) > position)
            .ToList();
        return rest.Count <= limit
            ? new ReactionsPage(rest, NextCursor: null)
            : new ReactionsPage([.. rest.Take(limit)], ReactionPosition.Of(rest[limit - 1]).ToCursor(viewer.UserId));
    }

    private static IEnumerable<ReactionItem> ItemsOf(Reaction reaction) =>
        reaction.Reactors.Select(reactor => new ReactionItem(reactor.UserId, reaction.Emoji, reactor.At));
}
