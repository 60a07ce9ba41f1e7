using Allmine.Api.Configuration;
using Allmine.Api.Errors;
using Allmine.Api.OpenApi;
using Allmine.Api.Telemetry;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.HttpOverrides;

namespace Allmine.Api.Hosting;

/// <summary>Who calls and by which name, as trusted proxies tell it.</summary>
internal static class ProxySetup
{
    /// <summary>What is asked for by whoever looks after the service, by whatever name; and the document, which is the same for every name.</summary>
    private static readonly string[] ServedToAll = ["/health", MetricsPage.Path, OpenApiSetup.DocumentPath];

    /// <summary>To be called before anything that looks at the caller's address, the scheme or the host.</summary>
    public static void UseProxies(this WebApplication app, ProxySettings settings)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // From one trusted proxy to the next, up to the first address that is not trusted.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.Trusted)
            options.KnownIPNetworks.Add(network);
        app.Use(KeepSchemeAsync);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Refuses other hosts than the allowed ones. It comes after the error middleware, so that the answer is the usual one.</summary>
    public static void UseAllowedHosts(this WebApplication app, ProxySettings settings)
    {
        if (settings.AllowedHosts.Count == 0)
            return;
        app.Use((context, next) => settings.AllowedHosts.Contains(context.Request.Host.Host) || Array.Exists(ServedToAll, path => context.Request.Path.StartsWithSegments(path))
            ? next(context)
            : ErrorEnvelope.WriteAsync(context, new ErrorDetail(ProtocolErrorCode.UnknownHost)));
    }

    /// <summary>A scheme of a proxy that hands on what its caller wrote would be a label of metrics and the start of addresses.</summary>
    private static Task KeepSchemeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.TryGetValue(ForwardedHeadersDefaults.XForwardedProtoHeaderName, out var schemes)
            && schemes.SelectMany(value => (value ?? "").Split(',')).Any(scheme => scheme.Trim().ToLowerInvariant() is not ("http" or "https")))
            context.Request.Headers.Remove(ForwardedHeadersDefaults.XForwardedProtoHeaderName);
        return next(context);
    }
}
