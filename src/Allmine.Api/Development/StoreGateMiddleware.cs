using Allmine.Api.Http;
using Allmine.Application.Events.Listen;
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
        if (context.GetEndpoint()?.Metadata.GetMetadata<CallRules>()?.Requirement is not { } demand)
        {
            await next(context);
            return;
        }

        if (!gate.TryEnter())
            throw new StoreUnavailableException();
        // Listeners stay for as long as they like; they are told in the end.
        var stays = demand.Request != typeof(ListenQuery);
        if (!stays)
            gate.Leave();
        try
        {
            await next(context);
        }
        finally
        {
            if (stays)
                gate.Leave();
        }
    }
}
