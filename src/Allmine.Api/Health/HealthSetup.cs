using Allmine.Api.Auth;
using Allmine.Api.Errors;
using Allmine.Api.Http.Json;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Allmine.Api.Health;

/// <summary>
/// <c>/health/live</c>: the process answers; restart it if not. <c>/health/ready</c>: it can serve; send it no requests if not.
/// </summary>
internal static class HealthSetup
{
    private const string Ready = "ready";

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [Ready]);
    }

    public static void MapHealth(this WebApplication app)
    {
        var keys = app.Services.GetService<AuthorityKeys>();
        var readiness = app.Services.GetRequiredService<Readiness>();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = (context, _) => WriteAsync(context, ProgramVersion.LiveAnswer) });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready),
            // Where the service stands is no check of its own: those that fail are logged as errors, and to come and go is none.
            ResponseWriter = (context, report) => (report.Status == HealthStatus.Healthy && readiness.IsReady, keys?.AreMissing) switch
            {
                (false, _) => ErrorEnvelope.WriteAsync(context, StoreHealthCheck.FaultIn(report) ?? new ErrorDetail(ErrorCode.StoreUnavailable)),
                (_, true) => ErrorEnvelope.WriteAsync(context, new ErrorDetail(ProtocolErrorCode.AuthUnavailable)),
                _ => WriteAsync(context, """{"status":"ready"}"""),
            },
        });
    }

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = StrictJson.ContentType;
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
