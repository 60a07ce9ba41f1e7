using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Allmine.Api.WarmUp;

/// <summary>Past the server, straight into the pipeline: for a service that nobody can reach by plain HTTP.</summary>
internal sealed class WayInside(PipelineEntry entry, IHttpContextFactory contexts, IServiceScopeFactory scopes, StandIn standIn, string host) : IRehearsedWay
{
    public async Task<(int Status, string Body)> SendAsync(RehearsedRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(request.Body ?? []);
        using var answer = new MemoryStream();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(FeatureOf(request, body));
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        await using var scope = scopes.CreateAsyncScope();
        var context = contexts.Create(features);
        try
        {
            context.RequestServices = scope.ServiceProvider;
            context.RequestAborted = cancellationToken;
            standIn.PutBehind(context);
            await entry.Pipeline(context);
            await context.Response.CompleteAsync();
            return (context.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
        }
        finally
        {
            contexts.Dispose(context);
        }
    }

    private HttpRequestFeature FeatureOf(RehearsedRequest request, Stream body)
    {
        var feature = new HttpRequestFeature
        {
            Protocol = HttpProtocol.Http11,
            Scheme = Uri.UriSchemeHttp,
            Method = request.Method,
            Path = request.Address.Split('?')[0],
            QueryString = request.Address.Contains('?', StringComparison.Ordinal) ? $"?{request.Address.Split('?')[1]}" : "",
            Body = body,
        };
        foreach (var (name, value) in request.Headers)
            feature.Headers[name] = value;
        feature.Headers.Host = host;
        feature.Headers.ContentLength = request.Body?.Length;
        return feature;
    }
}
