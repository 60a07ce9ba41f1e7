namespace Allmine.Api.Http;

/// <summary>The headers that belong to more than one call.</summary>
internal static class ApiHeaders
{
    /// <summary>Of a request: makes its repetition safe.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Of a request: the user for whom a first-party backend acts.</summary>
    public const string OnBehalfOf = "X-On-Behalf-Of";

    /// <summary>Of a request: which version of the thing is meant.</summary>
    public const string IfMatch = "If-Match";

    /// <summary>Of a request, where faults can be asked for: what is to go wrong with it.</summary>
    public const string Fault = "X-Allmine-Fault";

    /// <summary>Of an answer: <c>true</c> if it is the one that an earlier request with the same key was given.</summary>
    public const string Replayed = "Idempotent-Replayed";

    /// <summary>Of the answer to a credit transfer: the sender's balance after it.</summary>
    public const string CreditBalance = "Credit-Balance";

    /// <summary>Of an answer: what is left of a limit.</summary>
    public const string RateLimit = "RateLimit";

    /// <summary>Of an answer: the limit itself.</summary>
    public const string RateLimitPolicy = "RateLimit-Policy";

    /// <summary>Of a refusal: the last number of the chat.</summary>
    public const string ChatSequence = "Chat-Sequence";

    /// <summary>Those of requests that mean one thing. Two of them are refused, since nobody can tell which one counts.</summary>
    public static readonly string[] Single = [IdempotencyKey, OnBehalfOf, IfMatch];

    /// <summary>The key that a header holds; an empty one counts as absent.</summary>
    public static string? KeyIn(string? header) => string.IsNullOrEmpty(header) ? null : header;
}
