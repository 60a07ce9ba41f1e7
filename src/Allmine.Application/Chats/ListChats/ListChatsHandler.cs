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

    /// <summary>How many parts of the list are looked through, at most, where they have nothing to give: then the page is empty, and the list goes on.</summary>
    private const int MostSlices = 10;

    /// <summary>How many members of chats are read at once, at most, but for those of a single chat.</summary>
    private const int MembersAtOnce = 1000;

    public async Task<ChatPage> Handle(ListChatsQuery query, CancellationToken cancellationToken)
    {
        var user = caller.ActingUser();
        var limit = query.Limit ?? PageLimits.Default;
        var run = ChatListCursor.Parse(query.Cursor, user);
        List<(Chat Chat, ChatPosition Place)> places;
        ChatPosition? end, start;
        IReadOnlyDictionary<Id<Chat>, ChatSettingsView> settings;
        var slices = 0;
        do
        {
            (places, end, start) = run is { } begun ? await GoOnAsync(user, begun, limit, cancellationToken) : await BeginAsync(user, limit, cancellationToken);
            settings = await views.SettingsAsync([.. places.Select(place => place.Chat)], user, cancellationToken);
            places = places.FindAll(place => (settings.GetValueOrDefault(place.Chat.Id) is { Archived: true }) == query.Archived);
            run = end is { } below && start is { } first ? new ChatListCursor(below, first) : null;
        }
        while (places.Count == 0 && run is not null && ++slices < MostSlices);

        var items = await ViewAsync(places, user, settings, cancellationToken);
        if (items.Count < places.Count)
            end = places[items.Count - 1].Place;
        return new ChatPage(
            [.. items.OrderByDescending(view => ChatPosition.Of(view.Chat))],
            end is { } lowest && start is { } newest ? new ChatListCursor(lowest, newest).ToCursor(user) : null);
    }

    /// <summary>
    /// The chats from the first on that the page has room for. They are completed some at a time: those without room are, but for a
    /// few, not read for.
    /// </summary>
    private async Task<List<ChatView>> ViewAsync(
        List<(Chat Chat, ChatPosition Place)> places, Id<User> user, IReadOnlyDictionary<Id<Chat>, ChatSettingsView> settings, CancellationToken cancellationToken)
    {
        var items = new List<ChatView>();
        while (items.Count < places.Count)
        {
            var some = new List<Chat>();
            var members = 0;
            foreach (var (chat, _) in places.Skip(items.Count))
            {
                members += chat.Members.Count;
                if (some.Count > 0 && members > MembersAtOnce)
                    break;
                some.Add(chat);
            }

            var before = items.Count;
            items = PageBytes.Fitting(items.Concat(await views.OfAsync(some, user, settings, cancellationToken)), PageBytes.Of);
            if (items.Count < before + some.Count)
                break;
        }

        return items;
    }

    /// <returns>The chats by their places, where they end if the list goes on, and where the list began.</returns>
    private async Task<(List<(Chat Chat, ChatPosition Place)> Places, ChatPosition? End, ChatPosition? Start)> BeginAsync(
        Id<User> user, int limit, CancellationToken cancellationToken)
    {
        var slice = await chats.PageAsync(user, null, limit, cancellationToken);
        return ([.. slice.Chats.Select(chat => (chat, ChatPosition.Of(chat)))], slice.End, slice.Newest);
    }

    /// <summary>Those that stayed are read before those that moved: one that moves in between is found, not missed.</summary>
    private async Task<(List<(Chat Chat, ChatPosition Place)> Places, ChatPosition? End, ChatPosition? Start)> GoOnAsync(
        Id<User> user, ChatListCursor run, int limit, CancellationToken cancellationToken)
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
        return ([.. page.Select(entry => (entry.Key, entry.Value))], page.Count < places.Count ? page[^1].Value : slice.End, run.Start);
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
