namespace Allmine.Application.Authorization;

public enum CallerRole
{
    /// <summary>Nobody who is known.</summary>
    Anonymous,

    /// <summary>A person, who acts for nobody else.</summary>
    User,

    /// <summary>A first-party backend, which may act for a user.</summary>
    Service,
}
