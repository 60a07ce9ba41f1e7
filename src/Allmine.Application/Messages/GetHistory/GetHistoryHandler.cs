using Allmine.Application.Authorization;
using Allmine.Application.Chats;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using MediatR;

namespace Allmine.Application.Messages.GetHistory;

internal sealed class GetHistoryHandler(CallerAuthority caller, IMessageRepository messages, IChatRepository chats)
    : IRequestHandler<GetHistoryQuery, HistoryPage>
{
    public async Task<HistoryPage> Handle(GetHistoryQuery query, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindReaderAsync(cancellationToken);
        var chat = await chats.FindForReaderAsync(query.ChatId, viewer, cancellationToken);

        var seesFrom = viewer.SeesFrom(chat);
        var limit = query.Limit ?? HistoryWindow.DefaultLimit;
        // Numbers have no gaps, so that what is before the middle can be told without a look.
        var middle = query.Around is { } around ? Math.Max(Math.Max(1, seesFrom), Math.Min(around, chat.LastSequence)) : (long?)null;
        var after = middle is { } number ? Math.Max(Math.Max(0, seesFrom - 1), number - 1 - (limit / 2)) : query.After;
        // One more than asked for tells whether there are more.
        var found = await messages.PageAsync(chat.Id, new HistoryWindow(query.Before, after, limit + 1) { SeesFrom = seesFrom }, cancellationToken);
        var views = found.Take(limit).Select(message => MessageView.In(chat, message, viewer.UserId));
        if (middle is null)
        {
            var items = PageBytes.Fitting(views, PageBytes.Of);
            return new HistoryPage(items, found.Count > items.Count);
        }

        var (from, page) = PageBytes.FittingAround([.. views], (int)(middle.Value - after!.Value - 1), PageBytes.Of);
        return new HistoryPage(page, found.Count > from + page.Count);
    }
}
