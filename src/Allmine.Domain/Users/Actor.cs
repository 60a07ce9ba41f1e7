namespace Allmine.Domain.Users;

/// <summary>Who made a request, as his token said: a person for himself, or a first-party backend, whoever it acted for.</summary>
/// <param name="Subject">The token's subject. Of a backend it is in no user directory.</param>
/// <param name="Role">What he was.</param>
public readonly record struct Actor(Id<User> Subject, ActorRole Role);
