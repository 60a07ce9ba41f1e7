namespace Allmine.Infrastructure.Webhooks;

/// <summary>No connection was made.</summary>
/// <param name="error">As in an answer.</param>
internal sealed class WebhookConnectionException(string error) : IOException(error)
{
    public string Error { get; } = error;
}
