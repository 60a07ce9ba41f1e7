using System.Net.Sockets;
using System.Security.Authentication;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>What can be wrong with an attempt, by the names that <see cref="WebhookAnswer"/> has for it.</summary>
internal static class WebhookErrors
{
    public const string Timeout = "timeout";
    public const string Connection = "connection";
    public const string Tls = "tls";
    public const string NameUnknown = "name_unknown";
    public const string AddressNotAllowed = "address_not_allowed";
    public const string AnswerMalformed = "answer_malformed";

    /// <param name="exception">Of an attempt that its caller did not end.</param>
    public static string Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case WebhookRefusedException refused:
                    return refused.Error;
                case OperationCanceledException or TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut }:
                    return Timeout;
                case AuthenticationException or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }:
                    return Tls;
                case HttpIOException { HttpRequestError: var error } when IsMalformed(error):
                case HttpRequestException { HttpRequestError: var other } when IsMalformed(other):
                    return AnswerMalformed;
            }
        }

        return Connection;
    }

    private static bool IsMalformed(HttpRequestError error) =>
        error is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError;
}
