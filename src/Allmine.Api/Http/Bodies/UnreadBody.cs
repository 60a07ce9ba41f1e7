using Allmine.Api.Configuration;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Http.Bodies;

/// <summary>
/// Reads on, and throws away, what is still to come of a body when its request has been refused. A connection that is closed on a
/// client who is sending looks like a broken one: the client never sees the answer, and tries again.
/// </summary>
internal static class UnreadBody
{
    /// <summary>About as long as the server keeps a connection on which nothing happens.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(2);

    /// <summary>As many times as much as a good body may have is read on, at most.</summary>
    private const int Factor = 2;

    /// <summary>Ends the answer, and reads on within bounds of time, bytes and pace.</summary>
    public static Task DiscardAsync(HttpContext context)
    {
        var request = context.Request;
        return context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }
            || context.Response.StatusCode == StatusCodes.Status408RequestTimeout
            // Such a client sends nothing unless it is told to go on.
            || request.Headers.ContainsKey(HeaderNames.Expect)
            || RequestBody.IsReadWhole(request)
                ? Task.CompletedTask
                : ReadOnAsync(context);
    }

    private static async Task ReadOnAsync(HttpContext context)
    {
        var services = context.RequestServices;
        await context.Response.CompleteAsync();
        using var end = new CancellationTokenSource(MaxTime, services.GetRequiredService<TimeProvider>());
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            end.Token, context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        using var rest = RequestBody.OpenRest(context.Request, services.GetRequiredService<AllmineSettings>().Media.MaxBodyBytes * Factor);
        try
        {
            while (await rest.ReadAsync(ending.Token) is var read)
            {
                rest.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception exception) when (exception is RefusedException or OperationCanceledException or IOException)
        {
            // The bounds are reached, or the client is gone: the answer has been given.
        }
    }
}
