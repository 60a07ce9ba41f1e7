using Allmine.Api.Auth;
using Allmine.Api.Http;
using Allmine.Api.WarmUp;
using Allmine.Application.Authorization;
using Allmine.Application.Credits.GrantCredits;
using Allmine.Application.Messages.SendMessage;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Api.Logging;

/// <summary>
/// One line for each call that is refused, and for what backends do in somebody's name: what, who, when, and never what people write to each other.
/// </summary>
/// <remarks>
/// A 401 and a 429 cost a caller nothing, so that they go through a <see cref="CallDigest"/>. A file that is not there has no line: pages
/// and those who guess would write most of the log.
/// </remarks>
internal sealed partial class CallLogMiddleware(RequestDelegate next, CallDigest digest, TimeProvider time, ILogger<CallLogMiddleware> logger)
{
    private const string Media = "/media";
    private const int MaxPathLength = 128;

    public async Task InvokeAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        await next(context);
        if (context.RequestServices is StandInServices)
            return;
        if (context.Features.Get<CallOutcome>() is { } outcome)
            Refused(context, outcome, Math.Round(time.GetElapsedTime(start).TotalMilliseconds, 1));
        else if (context.Features.Get<BatchReport>() is { Messages: > 0 } batch)
            Done(context, batch);
        else if (context.Response.StatusCode == StatusCodes.Status201Created && context.Response.Headers[ApiHeaders.Replayed].Count == 0)
            Done(context);
    }

    private void Refused(HttpContext context, CallOutcome outcome, double milliseconds)
    {
        var kind = outcome.Faults[0].Code.Kind;
        if (kind == ErrorKind.NotFound && context.Request.Path.StartsWithSegments(Media))
            return;
        var address = AddressOf(context);
        if (kind == ErrorKind.Unauthenticated)
        {
            digest.Unauthenticated(address, outcome.Cause ?? AuthFailure.Missing);
            return;
        }

        var (user, service) = CallerOf(context);
        if (kind == ErrorKind.RateLimited)
            digest.RateLimited(user, service, address, outcome.Cause ?? "");
        else if (logger.IsEnabled(LogLevel.Information))
            Log(context, outcome, kind == ErrorKind.Forbidden, user, service, address, milliseconds);
    }

    private void Log(HttpContext context, CallOutcome outcome, bool isForbidden, string? user, string? service, string address, double milliseconds)
    {
        var codes = string.Join(", ", outcome.Faults.Select(fault => fault.LoggedName));
        var (method, path, status) = (Cut(context.Request.Method), Cut(context.Request.Path), context.Response.StatusCode);
        if (isForbidden)
            ForbiddenCall(logger, method, path, status, codes, user, service, address, milliseconds);
        else
            RefusedCall(logger, method, path, status, codes, user, service, address, milliseconds);
    }

    private void Done(HttpContext context)
    {
        var (user, service) = CallerOf(context);
        if (service is null || !logger.IsEnabled(LogLevel.Information))
            return;
        var address = AddressOf(context);
        var request = context.GetEndpoint()?.Metadata.GetMetadata<CallRules>()?.Requirement?.Request;
        if (request == typeof(GrantCreditsCommand))
        {
            var receiver = context.Request.RouteValues["userId"]?.ToString() ?? "";
            Granted(logger, service, receiver, address);
        }
        else if (request == typeof(SendMessageCommand))
        {
            var location = context.Response.Headers.Location.ToString();
            SentFor(logger, service, user ?? "", location, address);
        }
    }

    private void Done(HttpContext context, BatchReport batch)
    {
        if (CallerOf(context).Service is not { } service || !logger.IsEnabled(LogLevel.Information))
            return;
        var address = AddressOf(context);
        SentForMany(logger, batch.Messages, service, batch.Users, address);
    }

    /// <summary>The user in whose name the call came, and the backend that made it.</summary>
    private static (string? User, string? Service) CallerOf(HttpContext context) => TokenClaims.Read(context.User) switch
    {
        null => (null, null),
        { Role: CallerRole.Service } service => (
            Id<User>.TryParse(context.Request.Headers[ApiHeaders.OnBehalfOf], out var user) ? user.ToString() : null, service.Subject.ToString()),
        { } person => (person.Subject.ToString(), null),
    };

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        var address => address.ToString(),
    };

    private static string Cut(string? text) => text is { Length: > MaxPathLength } ? text[..MaxPathLength] : text ?? "";

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "Credits were granted by service {Service} to user {User}, from {Address}")]
    private static partial void Granted(ILogger logger, string service, string user, string address);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "A message was sent by service {Service} for user {User}: {Location}, from {Address}")]
    private static partial void SentFor(ILogger logger, string service, string user, string location, string address);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information, Message = "{Messages} messages of a batch were sent by service {Service} for {Users} users, from {Address}")]
    private static partial void SentForMany(ILogger logger, int messages, string service, int users, string address);

    [LoggerMessage(EventId = 1400, Level = LogLevel.Information, Message = "{Method} {Path} refused: {Status} {Codes}, user {User}, service {Service}, from {Address}, {Milliseconds} ms")]
    private static partial void RefusedCall(
        ILogger logger, string method, string path, int status, string codes, string? user, string? service, string address, double milliseconds);

    [LoggerMessage(EventId = 1403, Level = LogLevel.Information, Message = "{Method} {Path} forbidden: {Status} {Codes}, user {User}, service {Service}, from {Address}, {Milliseconds} ms")]
    private static partial void ForbiddenCall(
        ILogger logger, string method, string path, int status, string codes, string? user, string? service, string address, double milliseconds);
}
