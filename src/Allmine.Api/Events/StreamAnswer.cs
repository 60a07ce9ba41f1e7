using System.IO.Pipelines;
using Allmine.Api.Auth;
using Allmine.Application.Ports;
using Microsoft.AspNetCore.Http.Features;

namespace Allmine.Api.Events;

/// <summary>An answer that goes on until the caller goes, the token expires, or the service ends.</summary>
internal sealed class StreamAnswer(HttpContext context, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <param name="write">Writes events, as long as its token lets it.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task WriteAsync(Func<PipeWriter, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(TimeLeft(), time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token, lifetime.ApplicationStopping);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = EventStream.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        // A proxy of nginx's would hold back what is to be read at once.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await context.Response.StartAsync(ending.Token);
            if (HttpMethods.IsHead(context.Request.Method))
                return;
            await write(context.Response.BodyWriter, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The stream ends in good order; whoever still listens connects again, with a token that is good.
        }
    }

    /// <summary>Until the token expires. One that is taken although it has, by the clock skew that is allowed, lasts as long as it is taken.</summary>
    private TimeSpan TimeLeft()
    {
        if (TokenClaims.ExpiryOf(context.User) is not { } expiresAt)
            return TimeSpan.Zero;
        var left = expiresAt - time.GetUtcMilliseconds();
        if (left <= TimeSpan.Zero)
            left += BearerSetup.ClockSkew;
        // A timer takes no more than that; whoever still listens then connects again.
        return TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, TimeSpan.FromDays(30).Ticks));
    }
}
