namespace Allmine.Infrastructure.Webhooks;

/// <summary>The names of what can go wrong with an attempt.</summary>
internal static class WebhookErrors
{
    public const string Timeout = "timeout";
    public const string Connection = "connection";
    public const string Tls = "tls";
    public const string NameUnknown = "name_unknown";
    public const string AddressNotAllowed = "address_not_allowed";
    public const string AnswerMalformed = "answer_malformed";
    public const string SecretUnreadable = "secret_unreadable";
}
