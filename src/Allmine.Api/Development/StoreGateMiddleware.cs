using System.Collections.Frozen;
using Allmine.Api.Http;
using Allmine.Application.Events.Listen;
using Allmine.Application.Feed.FollowFeed;
using Allmine.Application.Resets;
using Allmine.Domain.Errors;

namespace Allmine.Api.Development;

/// <summary>Keeps calls away while the database is being replaced. In Development alone; elsewhere nobody replaces any.</summary>
internal sealed class StoreGateMiddleware(RequestDelegate next, StoreGate gate)
{
    private static readonly FrozenSet<Type> Listening = [typeof(ListenQuery), typeof(FollowFeedQuery)];

    /// <exception cref="StoreUnavailableException">The database is being replaced.</exception>
    public async Task InvokeAsync(HttpContext context)
    {
        // What hands on no request, a token for one, needs no store.
        if (context.GetEndpoint()?.Metadata.GetMetadata<CallRules>()?.Requirement is not { } demand)
        {
            await next(context);
            return;
        }

        if (!gate.TryEnter())
            throw new StoreUnavailableException();
        var isInside = 1;
        // Listeners stay for as long as they like, and are told in the end. Until it begins to answer, one is a reader like any other.
        if (Listening.Contains(demand.Request))
            context.Response.OnStarting(() => { Leave(); return Task.CompletedTask; });
        try
        {
            await next(context);
        }
        finally
        {
            Leave();
        }

        void Leave()
        {
            if (Interlocked.Exchange(ref isInside, 0) == 1)
                gate.Leave();
        }
    }
}
