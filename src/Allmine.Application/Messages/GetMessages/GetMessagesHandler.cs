using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Messages;
using MediatR;

namespace Allmine.Application.Messages.GetMessages;

internal sealed class GetMessagesHandler(CallerAuthority caller, IMessageRepository messages, IChatRepository chats)
    : IRequestHandler<GetMessagesQuery, MessagesPage>
{
    public async Task<MessagesPage> Handle(GetMessagesQuery query, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindReaderAsync(cancellationToken);
        var ids = query.Ids!.Select(Id<Message>.Parse).ToList();
        var found = (await messages.FindAllAsync(ids, cancellationToken)).ToDictionary(IdOf);
        if (found.Count == 0)
            return new MessagesPage([], HasMore: false);
        var visible = (await chats.FindAllAsync(found.Values.Select(message => message.ChatId).ToHashSet(), cancellationToken))
            .ToDictionary(chat => chat.Id);
        List<MessageView> views =
        [
            .. from id in ids
               where found.ContainsKey(id)
               let message = found[id]
               where visible.ContainsKey(message.ChatId) && viewer.Sees(visible[message.ChatId], message.Sequence)
               select MessageView.In(visible[message.ChatId], message, viewer.UserId),
        ];
        var items = PageBytes.Fitting(views, PageBytes.Of);
        return new MessagesPage(items, items.Count < views.Count);
    }

    private static Id<Message> IdOf(StoredMessage message) => message.Readable?.Id ?? message.Unreadable!.Id!.Value;
}
