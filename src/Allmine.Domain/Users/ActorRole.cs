namespace Allmine.Domain.Users;

/// <summary>What somebody is who makes requests.</summary>
public enum ActorRole
{
    /// <summary>A person, for himself.</summary>
    Person,

    /// <summary>A first-party backend.</summary>
    Service,
}
