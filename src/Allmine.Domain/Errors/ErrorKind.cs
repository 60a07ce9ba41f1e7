namespace Allmine.Domain.Errors;

/// <summary>What sort of refusal an <see cref="ErrorCode"/> is. Callers see one status for each.</summary>
public enum ErrorKind
{
    /// <summary>The request itself breaks a rule, whatever the state of things.</summary>
    Invalid,

    /// <summary>It isn't known who calls.</summary>
    Unauthenticated,

    /// <summary>The caller may not do this.</summary>
    Forbidden,

    /// <summary>Something that the request names isn't there, or not for this caller.</summary>
    NotFound,

    /// <summary>The resource is known, but does not take this.</summary>
    NotSupported,

    /// <summary>The request did not come to its end in time.</summary>
    TimedOut,

    /// <summary>The request is at odds with the present state.</summary>
    Conflict,

    /// <summary>A condition that the request names does not hold.</summary>
    PreconditionFailed,

    /// <summary>More bytes or pixels than are taken.</summary>
    TooLarge,

    /// <summary>A form of body or file that isn't taken.</summary>
    UnsupportedType,

    /// <summary>Too many requests in a short time.</summary>
    RateLimited,

    /// <summary>A defect of the service.</summary>
    Failure,

    /// <summary>Not now: the store can't be reached, and the outcome may be unknown; or the service has too much to do already.</summary>
    Unavailable,
}
