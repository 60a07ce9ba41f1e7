namespace Allmine.Api.Faults;

/// <summary>What a caller can ask to go wrong.</summary>
internal enum FaultKind
{
    /// <summary>The call is carried out, and the connection is cut before any byte of its answer.</summary>
    LoseAnswer,

    /// <summary>503 <c>store.unavailable</c>, with nothing done.</summary>
    StoreUnavailable,

    /// <summary>The first commit of the call meets a conflict, so that its round is decided again.</summary>
    Conflict,

    /// <summary>The call is carried out, and its answer comes late.</summary>
    Slow,
}
