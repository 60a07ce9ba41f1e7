namespace Allmine.Api.Contracts.Webhooks;

/// <summary>What came of a test.</summary>
public sealed record WebhookTestResponse
{
    /// <summary>The status of the receiver's answer; null if none came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>
    /// What was wrong, where none came: <c>timeout</c>, <c>connection</c>, <c>tls</c>, <c>name_unknown</c>, <c>address_not_allowed</c>, <c>answer_malformed</c>,
    /// <c>secret_unreadable</c>; null otherwise.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long DurationMs { get; init; }
}
