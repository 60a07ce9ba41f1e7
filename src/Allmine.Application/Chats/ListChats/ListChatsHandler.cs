using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Chats.ListChats;

/// <summary>
/// Pages through the list as it stood at the first page. What stands below the pages so far has not moved since; what has
/// moved is put back to where it stood. docs/decisions/0015 says what is promised, and why so.
/// </summary>
internal sealed class ListChatsHandler(ICaller caller, IChatRepository chats, IMessageRepository messages, ChatViewComposer views)
    : IRequestHandler<ListChatsQuery, ChatPage>
{
    /// <summary>How many messages of a chat are looked through, at most, to find where it stood before it moved.</summary>
    internal const int LookBack = 1000;

    /// <summary>How many chats that have moved are looked at, at most.</summary>
    internal const int MostMoved = 100;

    public async Task<ChatPage> Handle(ListChatsQuery query, CancellationToken cancellationToken)
    {
        var user = caller.ActingUser();
        var limit = query.Limit ?? PageLimits.Default;
        var (found, next) = ChatListCursor.Parse(query.Cursor, user) is { } run
            ? await GoOnAsync(user, run, limit, cancellationToken)
            : await BeginAsync(user, limit, cancellationToken);
        return new ChatPage(await views.OfAsync(found, user, cancellationToken), next?.ToCursor(user));
    }

    private async Task<(IReadOnlyList<Chat> Found, ChatListCursor? Next)> BeginAsync(Id<User> user, int limit, CancellationToken cancellationToken)
    {
        var slice = await chats.PageAsync(user, null, limit, cancellationToken);
        return (slice.Chats, slice is { End: { } end, Newest: { } newest } ? new ChatListCursor(end, newest) : null);
    }

    /// <summary>Those that stayed are read before those that moved: one that moves in between is found, not missed.</summary>
    private async Task<(IReadOnlyList<Chat> Found, ChatListCursor? Next)> GoOnAsync(Id<User> user, ChatListCursor run, int limit, CancellationToken cancellationToken)
    {
        var slice = await chats.PageAsync(user, run.Lowest, limit, cancellationToken);
        var moved = await chats.MovedAsync(user, run.Start, MostMoved, cancellationToken);
        var places = slice.Chats.ToDictionary(chat => chat, ChatPosition.Of);
        foreach (var chat in slice.Chats.Where(chat => moved.Any(other => other.Id == chat.Id)))
            places.Remove(chat);
        foreach (var (chat, place) in await PlacesAtStartAsync(moved, run, cancellationToken))
        {
            if (place < run.Lowest && (slice.End is not { } end || place >= end))
                places.Add(chat, place);
        }

        var page = places.OrderByDescending(entry => entry.Value).Take(limit).ToList();
        var lowest = page.Count < places.Count ? page[^1].Value : slice.End;
        return ([.. page.Select(entry => entry.Key).OrderByDescending(ChatPosition.Of)], lowest is { } from ? run with { Lowest = from } : null);
    }

    /// <summary>Where chats that moved stood when the run began. Those that were not open then are left out.</summary>
    private async Task<List<(Chat Chat, ChatPosition Place)>> PlacesAtStartAsync(
        IReadOnlyList<Chat> moved, ChatListCursor run, CancellationToken cancellationToken)
    {
        var places = new List<(Chat, ChatPosition)>();
        if (moved.Count == 0)
            return places;
        var moments = moved.Select(chat => new ChatAsOf(chat.Id, TimeWithin(run, chat), Math.Max(0, chat.LastSequence - LookBack))).ToList();
        var times = await messages.LastTimesAsync(moments, cancellationToken);
        foreach (var (chat, moment) in moved.Zip(moments))
        {
            if (times.TryGetValue(chat.Id, out var time))
                places.Add((chat, new ChatPosition(time, chat.Id)));
            // So many messages since that it can't be told: better missed, as it is at the front, than given twice.
            else if (moment.After == 0 && chat.CreatedAt <= moment.At)
                places.Add((chat, new ChatPosition(chat.CreatedAt, chat.Id)));
        }

        return places;
    }

    /// <summary>The latest time at which the chat does not stand past the beginning of the run.</summary>
    private static DateTime TimeWithin(ChatListCursor run, Chat chat) =>
        chat.Id <= run.Start.Id ? run.Start.UpdatedAt : run.Start.UpdatedAt.AddMilliseconds(-1);
}
