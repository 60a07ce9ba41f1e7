namespace Allmine.Infrastructure.Webhooks;

/// <summary>No connection is made to a receiver.</summary>
/// <param name="error">As a webhook's answer names it.</param>
internal sealed class WebhookRefusedException(string error) : Exception(error)
{
    public string Error => Message;
}
