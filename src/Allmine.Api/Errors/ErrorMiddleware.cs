using System.Globalization;
using Allmine.Api.Http;
using Allmine.Api.Http.Bodies;
using Allmine.Domain.Errors;

namespace Allmine.Api.Errors;

/// <summary>
/// The one place where exceptions, and statuses without a body, become the documented envelope, in every environment. No
/// exception's text ever leaves the service.
/// </summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    /// <summary>Nobody waits for the answer any more; the number is only for logs in front of the service.</summary>
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            await CompleteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // A caller who has read the whole answer may hang up before the last write is known to have ended.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = ClientClosedRequest;
            return;
        }
        catch (Exception exception)
        {
            var faults = FaultsOf(exception);
            if (faults[0].Code.Kind is ErrorKind.Failure)
                Failed(logger, exception, context.Request.Method, context.Request.Path);
            // Too late for an answer: the connection is cut, so that the caller doesn't take half for the whole.
            if (context.Response.HasStarted)
                throw;
            if (exception is RefusedException { Replayed: true })
                context.Response.Headers[ApiHeaders.Replayed] = "true";
            if (faults is [{ Details: [long sequence] } moved] && moved.Code == ErrorCode.ChatMoved)
                context.Response.Headers[ApiHeaders.ChatSequence] = sequence.ToString(CultureInfo.InvariantCulture);
            await ErrorEnvelope.WriteAsync(context, faults);
        }

        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            await UnreadBody.DiscardAsync(context);
    }

    /// <summary>What failed without an exception and without a body.</summary>
    private static Task CompleteAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.StatusCode < StatusCodes.Status400BadRequest || response.HasStarted)
            return Task.CompletedTask;
        response.Headers.CacheControl = ErrorEnvelope.NotKept;
        return IsBare(response) && ErrorStatus.CodeOf(response.StatusCode) is { } code ? ErrorEnvelope.WriteAsync(context, new ErrorDetail(code)) : Task.CompletedTask;
    }

    private static IReadOnlyList<ErrorDetail> FaultsOf(Exception exception) => exception switch
    {
        AllmineException known => known.Errors,
        BadHttpRequestException bad when ErrorStatus.CodeOf(bad.StatusCode) is { } code => [new ErrorDetail(code)],
        _ => [new ErrorDetail(ErrorCode.ServerError)],
    };

    private static bool IsBare(HttpResponse response) =>
        (response.ContentLength ?? 0) == 0 && string.IsNullOrEmpty(response.ContentType);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void Failed(ILogger logger, Exception exception, string method, string path);
}
