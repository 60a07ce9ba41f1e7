namespace Allmine.Application.Authorization;

/// <summary>Why a caller may not make a call. All are <c>auth.forbidden</c>; the sentence for people says which it was.</summary>
public enum ForbiddenReason
{
    /// <summary>The token's subject is not in the user directory.</summary>
    UnknownCaller,

    /// <summary>The user whom a service acts for is not in the user directory.</summary>
    UnknownPerson,

    /// <summary>A service calls what is done in a user's name, and names nobody whom it acts for.</summary>
    NobodyNamed,

    /// <summary>A person says to act for somebody.</summary>
    ActsForOthers,

    /// <summary>A person calls what is for services.</summary>
    ForServices,

    /// <summary>A person's token is of a system user, for whom only services act.</summary>
    SystemUser,
}
