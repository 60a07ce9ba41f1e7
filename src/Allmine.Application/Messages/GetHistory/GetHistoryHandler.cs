using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using MediatR;

namespace Allmine.Application.Messages.GetHistory;

internal sealed class GetHistoryHandler(ICaller caller, IMessageRepository messages, IChatRepository chats)
    : IRequestHandler<GetHistoryQuery, HistoryPage>
{
    public async Task<HistoryPage> Handle(GetHistoryQuery query, CancellationToken cancellationToken)
    {
        var chat = await chats.FindAsync(Id<Chat>.Parse(query.ChatId), cancellationToken)
            ?? throw new RefusedException(ErrorCode.ChatNotFound);
        if (!chat.HasMember(caller.ActingUser()))
            throw new RefusedException(ErrorCode.NotAMember);

        var limit = query.Limit ?? HistoryWindow.DefaultLimit;
        // One more than asked for tells whether there are more.
        var found = await messages.PageAsync(chat.Id, new HistoryWindow(query.Before, query.After, limit + 1), cancellationToken);
        var items = PageBytes.Fitting(found.Take(limit).Select(message => new MessageView(message, chat.ReadersOf(message))), PageBytes.Of);
        return new HistoryPage(items, found.Count > items.Count);
    }
}
