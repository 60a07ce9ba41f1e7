using Allmine.Api.Http;
using Allmine.Application.Resets;
using Allmine.Domain.Errors;

namespace Allmine.Api.Development;

/// <summary>Keeps calls away while the database is being replaced. In Development alone; elsewhere nobody replaces any.</summary>
internal sealed class StoreGateMiddleware(RequestDelegate next, StoreGate gate)
{
    /// <exception cref="StoreUnavailableException">The database is being replaced.</exception>
    public async Task InvokeAsync(HttpContext context)
    {
        // What hands on no request, a token for one, needs no store.
        if (context.GetEndpoint()?.Metadata.GetMetadata<CallRules>()?.Requirement is null)
        {
            await next(context);
            return;
        }

        if (!gate.TryEnter())
            throw new StoreUnavailableException();
        var isInside = 1;
        // Whoever begins to answer has done what there was to do. A listener then stays for as long as it likes, and so does a player that takes a film bit by bit.
        context.Response.OnStarting(() =>
        {
            Leave();
            return Task.CompletedTask;
        });
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
