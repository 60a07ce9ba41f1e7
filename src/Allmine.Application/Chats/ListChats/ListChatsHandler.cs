using Allmine.Application.Abstractions;
using Allmine.Application.Authorization;
using Allmine.Application.Paging;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Chats.ListChats;

/// <summary>
/// Pages by position. A chat only ever moves to the front, so that whoever pages towards the end meets none twice; one that
/// moves before it was met is given with the page after. docs/decisions/0015 says what is promised, and why so.
/// </summary>
internal sealed class ListChatsHandler(ICaller caller, IChatRepository chats, IMessageRepository messages, ChatViews views)
    : IRequestHandler<ListChatsQuery, ChatPage>
{
    /// <summary>How many messages of a chat are looked through, at most, to find where it stood before it moved.</summary>
    internal const int LookBack = 1000;

    public async Task<ChatPage> Handle(ListChatsQuery query, CancellationToken cancellationToken)
    {
        var user = caller.ActingUser();
        var limit = query.Limit ?? PageLimits.Default;
        var (found, next) = ChatRun.Parse(query.Cursor, user) is { } run
            ? await GoOnAsync(user, run, limit, cancellationToken)
            : await BeginAsync(user, limit, cancellationToken);
        return new ChatPage(await views.OfAsync(found, user, cancellationToken), next?.ToCursor(user));
    }

    private async Task<(IReadOnlyList<Chat> Found, ChatRun? Next)> BeginAsync(Id<User> user, int limit, CancellationToken cancellationToken)
    {
        // One more than asked for tells whether there are more.
        var found = await chats.PageAsync(user, new ChatWindow(null, null, limit + 1), cancellationToken);
        return found.Count > limit
            ? ([.. found.Take(limit)], new ChatRun(ChatPosition.Of(found[limit - 1]), ChatPosition.Of(found[0])))
            : (found, null);
    }

    /// <summary>Those that stayed are read before those that moved: one that moves in between is found, not missed.</summary>
    private async Task<(IReadOnlyList<Chat> Found, ChatRun? Next)> GoOnAsync(Id<User> user, ChatRun run, int limit, CancellationToken cancellationToken)
    {
        var stayed = await chats.PageAsync(user, new ChatWindow(run.Lowest, null, limit + 1), cancellationToken);
        var moved = await chats.PageAsync(user, new ChatWindow(null, run.Highest, limit), cancellationToken);
        var unseen = await UnseenAsync(moved, run, cancellationToken);

        var rest = stayed.ExceptBy(moved.Select(chat => chat.Id), chat => chat.Id).ToList();
        var shown = rest.Take(limit - unseen.Count).ToList();
        IReadOnlyList<Chat> found = [.. unseen.Reverse(), .. shown];
        if (stayed.Count <= limit && shown.Count == rest.Count && moved.Count < limit)
            return (found, null);
        var next = new ChatRun(
            shown.Count > 0 ? ChatPosition.Of(shown[^1]) : run.Lowest,
            moved.Count > 0 ? ChatPosition.Of(moved[^1]) : run.Highest);
        return (found, next);
    }

    /// <summary>Those of the moved chats that stood, before they moved, where the run has not come yet.</summary>
    private async Task<IReadOnlyList<Chat>> UnseenAsync(IReadOnlyList<Chat> moved, ChatRun run, CancellationToken cancellationToken)
    {
        if (moved.Count == 0)
            return [];
        var moments = moved.Select(chat => new PastMoment(chat.Id, TimeWithin(run, chat), Math.Max(0, chat.LastSequence - LookBack))).ToList();
        var times = await messages.LastTimesAsync(moments, cancellationToken);
        return [.. moved.Where((chat, i) => IsUnseen(chat, times, moments[i], run))];
    }

    private static bool IsUnseen(Chat chat, IReadOnlyDictionary<Id<Chat>, DateTime> times, PastMoment moment, ChatRun run)
    {
        if (times.TryGetValue(chat.Id, out var time))
            return new ChatPosition(time, chat.Id) < run.Lowest;
        // So many messages since that it can't be told: better missed, as it is at the front, than given twice.
        if (moment.After > 0)
            return false;
        return chat.CreatedAt > moment.At || new ChatPosition(chat.CreatedAt, chat.Id) < run.Lowest;
    }

    /// <summary>The latest time at which the chat does not stand past what the run has looked at.</summary>
    private static DateTime TimeWithin(ChatRun run, Chat chat) =>
        chat.Id <= run.Highest.Id ? run.Highest.UpdatedAt : run.Highest.UpdatedAt.AddMilliseconds(-1);
}
