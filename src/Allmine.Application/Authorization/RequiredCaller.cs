namespace Allmine.Application.Authorization;

/// <summary>What a request demands of its caller.</summary>
public enum RequiredCaller
{
    /// <summary>Nothing: open to everybody.</summary>
    Nothing,

    /// <summary>A user of the directory: a person, or one for whom a first-party backend acts.</summary>
    ActingUser,

    /// <summary>A user of the directory, as <see cref="ActingUser"/>, or a first-party backend that acts for nobody.</summary>
    ActingUserOrService,

    /// <summary>A user of the directory in his own name, or a first-party backend, whomever it acts for.</summary>
    UserOrService,

    /// <summary>A first-party backend.</summary>
    Service,
}
