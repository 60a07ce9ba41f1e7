namespace Allmine.Api.WarmUp;

/// <summary>The way into the pipeline of requests, beside the server's: known once the server has built it.</summary>
internal sealed class PipelineEntry
{
    private RequestDelegate? pipeline;

    /// <exception cref="InvalidOperationException">The server has not started yet.</exception>
    public RequestDelegate Pipeline => pipeline ?? throw new InvalidOperationException("The pipeline is not built yet.");

    /// <summary>To be the first middleware: it stays out of the way and remembers what follows.</summary>
    public RequestDelegate Mark(RequestDelegate next) => pipeline = next;
}
