using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>Something that a commit has changed, and that users are told of.</summary>
/// <param name="Recipients">Whom it concerns.</param>
public abstract record StoreEvent(IReadOnlyCollection<Id<User>> Recipients)
{
    /// <summary>About how much memory it takes, in bytes.</summary>
    internal virtual int Weight => 200 + (Id<User>.Size * Recipients.Count);

    /// <summary>The message that it tells; null if it tells none.</summary>
    internal virtual StoredMessage? About => null;

    /// <summary>The same event with another state of its message.</summary>
    internal virtual StoreEvent With(StoredMessage message) => this;
}
