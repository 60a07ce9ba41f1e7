using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Messages;
using MediatR;

namespace Allmine.Application.Messages.GetMessages;

internal sealed class GetMessagesHandler(CallerAuthority caller, IMessageRepository messages, IChatRepository chats)
    : IRequestHandler<GetMessagesQuery, IReadOnlyList<MessageView>>
{
    public async Task<IReadOnlyList<MessageView>> Handle(GetMessagesQuery query, CancellationToken cancellationToken)
    {
        var viewer = await caller.FindAsync(cancellationToken);
        var ids = query.Ids!.Select(Id<Message>.Parse).ToList();
        var found = (await messages.FindAllAsync(ids, cancellationToken)).ToDictionary(IdOf);
        if (found.Count == 0)
            return [];
        var visible = (await chats.FindAllAsync(found.Values.Select(message => message.ChatId).ToHashSet(), cancellationToken))
            .ToDictionary(chat => chat.Id);
        return
        [
            .. from id in ids
               where found.ContainsKey(id)
               let message = found[id]
               where visible.ContainsKey(message.ChatId) && viewer.Sees(visible[message.ChatId], message.Sequence)
               select MessageView.In(visible[message.ChatId], message, viewer.UserId),
        ];
    }

    private static Id<Message> IdOf(StoredMessage message) => message.Readable?.Id ?? message.Unreadable!.Id!.Value;
}
