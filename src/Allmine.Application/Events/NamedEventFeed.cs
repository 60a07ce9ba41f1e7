using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Users;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Events;

/// <summary>The feed, with the names of the members wherever somebody hears of a chat for the first time. They are read once, for all who hear of it.</summary>
internal sealed class NamedEventFeed(IEventFeed feed, IUserRepository users) : IEventFeed
{
    public int UsualLength => feed.UsualLength;

    public bool IsPosition(string text) => feed.IsPosition(text);

    public bool IsWithinReach(EventPosition position, EventPosition now) => feed.IsWithinReach(position, now);

    public Task<EventPosition> FindOldestAsync(CancellationToken cancellationToken) => feed.FindOldestAsync(cancellationToken);

    public IAsyncEnumerable<FeedItem> ReadAsync(EventPosition? after, CancellationToken cancellationToken) =>
        NameAsync(feed.ReadAsync(after, cancellationToken), cancellationToken);

    public IAsyncEnumerable<FeedItem> ReadAroundAsync(EventPosition position, CancellationToken cancellationToken) =>
        NameAsync(feed.ReadAroundAsync(position, cancellationToken), cancellationToken);

    private async IAsyncEnumerable<FeedItem> NameAsync(IAsyncEnumerable<FeedItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            yield return item.Event switch
            {
                ChatOpened opened => item with { Event = opened with { People = await PeopleAsync(opened.Chat.Members, cancellationToken) } },
                ChatChanged { Members.Count: > 0 } changed => item with { Event = changed with { People = await PeopleAsync(changed.Members, cancellationToken) } },
                _ => item,
            };
        }
    }

    /// <summary>In the order of the members. Nobody is removed from the directory, so that each of them is there.</summary>
    private async Task<IReadOnlyList<StoredUser>> PeopleAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        var people = (await users.FindAllAsync([.. members.Select(member => member.UserId)], cancellationToken)).ToDictionary(user => user.Id);
        return [.. members.Select(member => people[member.UserId])];
    }
}
