using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>Something that a commit has changed, and that users are told of.</summary>
/// <param name="Recipients">Whom it concerns.</param>
public abstract record StoreEvent(IReadOnlyCollection<Id<User>> Recipients)
{
    /// <summary>About how much memory it takes, in bytes.</summary>
    internal virtual int Weight => 200 + (Id<User>.Size * Recipients.Count);
}
