namespace Allmine.Api.WarmUp;

/// <summary>
/// The first middleware: the way into the pipeline beside the server's, and the place where the requests of the warm-up that come
/// through the server are told from those of others.
/// </summary>
internal sealed class PipelineEntry
{
    private RequestDelegate? pipeline;
    private volatile StandIn? standIn;

    /// <exception cref="InvalidOperationException">The server has not started yet.</exception>
    public RequestDelegate Pipeline => pipeline ?? throw new InvalidOperationException("The pipeline is not built yet.");

    public RequestDelegate Mark(RequestDelegate next)
    {
        pipeline = next;
        return InvokeAsync;
    }

    /// <summary>From now on, or no more, requests of that connection have the stand-in behind them.</summary>
    public void Use(StandIn? other) => standIn = other;

    private Task InvokeAsync(HttpContext context)
    {
        if (standIn is { } own && own.IsOn(context.Connection))
            own.PutBehind(context);
        return pipeline!(context);
    }
}
