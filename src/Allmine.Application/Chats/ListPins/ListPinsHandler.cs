using Allmine.Application.Authorization;
using Allmine.Application.Messages;
using Allmine.Application.Paging;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Chats.ListPins;

/// <summary>All pins of the chat are read for each page: they are few.</summary>
internal sealed class ListPinsHandler(ICaller caller, CallerAuthority authority, IMessageRepository messages, IChatRepository chats) : IRequestHandler<ListPinsQuery, PinsPage>
{
    private const char List = 'P';

    public async Task<PinsPage> Handle(ListPinsQuery query, CancellationToken cancellationToken)
    {
        var viewer = await authority.FindReaderAsync(cancellationToken);
        var owner = caller.CursorOwner();
        var last = PageCursor.PositionIn(query.Cursor, List, owner, length: 2);
        var chat = await chats.FindForReaderAsync(query.ChatId, viewer, cancellationToken);

        var pinned = (await PinnedAsync(chat, cancellationToken)).FindAll(message => viewer.Sees(chat, message.Sequence));
        var rest = last is null ? pinned : After(pinned, sequence: last[0], ticks: last[1]);
        var items = PageBytes.Fitting(rest.Take(query.Limit ?? PageLimits.Default).Select(message => MessageView.In(chat, message, viewer.UserId)), PageBytes.Of);
        return new PinsPage(items, items.Count == rest.Count ? null : CursorOf(rest[items.Count - 1], owner));
    }

    /// <summary>The newest pin first. One that was taken away since the chat was read is left out.</summary>
    private async Task<List<StoredMessage>> PinnedAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (chat.Pins.Count == 0)
            return [];
        var found = (await messages.FindAllAsync([.. chat.Pins.Select(pin => pin.MessageId)], cancellationToken)).ToDictionary(message => message.Sequence);
        return
        [
            .. from pin in chat.Pins.Reverse()
               where found.ContainsKey(pin.Sequence)
               let message = found[pin.Sequence]
               where message.Readable is not { Life.PinnedAt: null }
               select message,
        ];
    }

    /// <summary>What comes after the last one that was given. If its pin was taken away since, it is the time of it that tells.</summary>
    private static List<StoredMessage> After(List<StoredMessage> pinned, long sequence, long ticks)
    {
        var place = pinned.FindIndex(message => message.Sequence == sequence && TicksOf(message) == ticks);
        return place >= 0 ? pinned[(place + 1)..] : pinned.FindAll(message => TicksOf(message) <= ticks);
    }

    private static long TicksOf(StoredMessage message) => message.Readable?.Life.PinnedAt?.Ticks ?? 0;

    private static string CursorOf(StoredMessage last, Id<User> owner) => new PageCursor(List, owner, [last.Sequence, TicksOf(last)]).ToString();
}
