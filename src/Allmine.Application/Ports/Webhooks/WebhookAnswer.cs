namespace Allmine.Application.Ports.Webhooks;

/// <summary>What came of an attempt.</summary>
/// <param name="StatusCode">The answer's status; null if none came.</param>
/// <param name="Error">What was wrong, where no status came: <c>timeout</c>, <c>connection</c>, <c>tls</c>, <c>name_unknown</c>, <c>address_not_allowed</c>, <c>answer_malformed</c>, <c>secret_unreadable</c>; else null.</param>
/// <param name="Duration">How long it took until the status line came, or it failed.</param>
public readonly record struct WebhookAnswer(int? StatusCode, string? Error, TimeSpan Duration)
{
    public bool IsTaken => StatusCode is >= 200 and <= 299;

    /// <summary>The receiver wants no more.</summary>
    public bool IsGone => StatusCode == 410;
}
