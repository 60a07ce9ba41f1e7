using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A step of the feed.</summary>
/// <param name="Position">How far it has come.</param>
/// <param name="Event">What has happened there; null if the feed has only come further.</param>
public readonly record struct FeedItem(EventPosition Position, StoreEvent? Event = null)
{
    /// <summary>Whether more of the same commit may come after it.</summary>
    public bool IsAmidCommit { get; init; }

    /// <summary>Whether something has happened that the user is told of.</summary>
    public bool Concerns(Id<User> user) => Event is { } happened && happened.Recipients.Contains(user);
}
