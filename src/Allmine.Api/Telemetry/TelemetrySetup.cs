using Allmine.Api.Auth;
using Allmine.Api.Errors;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Allmine.Api.Telemetry;

/// <summary>Metrics for whoever asks; metrics, traces and logs to where they are wanted.</summary>
internal static class TelemetrySetup
{
    /// <summary>Of calls that come without a trace: to keep spans of each costs half of the sends.</summary>
    private const double UsualShare = 0.01;

    private const string ServiceName = "allmine";

    /// <summary>Of the framework, the server, the runtime, and the driver's pool.</summary>
    private static readonly string[] Meters =
        [AllmineTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", MongoPoolMetrics.MeterName];

    private static readonly string[] Untold = ["/health", MetricsPage.Path];

    public static void AddTelemetry(this IServiceCollection services, TelemetrySettings settings)
    {
        services.AddSingleton(settings);
        if (!settings.IsOn)
            return;
        services.AddSingleton<StoreWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreWatch>());
        services.AddSingleton<NodeGauges>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName, serviceVersion: ProgramVersion.Text))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters);
                if (settings.MetricsEnabled)
                    metrics.AddReader(provider => provider.GetRequiredService<MetricsPage>().Reader);
            });
        if (settings.MetricsEnabled)
            services.AddSingleton<MetricsPage>();
        if (settings.OtlpEndpoint is null)
            return;
        telemetry
            .WithTracing(tracing => (settings.HasSampler ? tracing : tracing.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(UsualShare))))
                .AddSource(AllmineTelemetry.Name, "MongoDB.Driver")
                .AddAspNetCoreInstrumentation(spans => spans.Filter = context => !Array.Exists(Untold, path => context.Request.Path.StartsWithSegments(path))))
            .WithLogging(null, logs => (logs.IncludeScopes, logs.IncludeFormattedMessage) = (true, true))
            .UseOtlpExporter();
    }

    /// <summary>To be called after the routing, before what asks for tokens.</summary>
    public static void MapMetrics(this WebApplication app, TelemetrySettings settings)
    {
        if (settings.IsOn)
            Begin(app);
        if (!settings.MetricsEnabled)
            return;
        var page = app.Services.GetRequiredService<MetricsPage>();
        app.MapGet(MetricsPage.Path, page.WriteAsync).Add(Http.ApiPaths.ServeHead);
    }

    /// <summary>Lets nothing but metrics and health through at the port of the metrics, and no metrics through at any other.</summary>
    public static Task KeepApartAsync(HttpContext context, RequestDelegate next, int port)
    {
        var path = context.Request.Path;
        var isMetrics = path.StartsWithSegments(MetricsPage.Path);
        var isServed = context.Connection.LocalPort == port ? isMetrics || path.StartsWithSegments("/health") : !isMetrics;
        return isServed ? next(context) : ErrorEnvelope.WriteAsync(context, new ErrorDetail(ProtocolErrorCode.RouteNotFound));
    }

    /// <summary>The SDK hears only what happens after it was made.</summary>
    private static void Begin(WebApplication app)
    {
        app.Services.GetRequiredService<MeterProvider>();
        app.Services.GetRequiredService<NodeGauges>();
        AllmineTelemetry.BeginAtZero();
        foreach (var code in ErrorCatalog.All.Where(code => !code.IsFieldRule))
            AllmineTelemetry.CountRefusal(code.Value, 0);
        foreach (var cause in AuthFailure.All)
            AllmineTelemetry.CountAuthFailure(cause, 0);
        foreach (var policy in RateLimiting.RateLimits.Policies)
            AllmineTelemetry.CountRateLimited(policy, 0);
    }
}
