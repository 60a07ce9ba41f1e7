using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;

namespace Allmine.Api.WarmUp;

/// <summary>What the requests of the warm-up have behind the controllers: use cases that know no store.</summary>
internal sealed class StandIn(IServiceProvider useCases)
{
    /// <summary>The port of this process's own end of the connection that they come over; 0 if they come over none.</summary>
    public int Port { get; set; }

    /// <summary>In whose name the next one comes, where no token can say it.</summary>
    public ClaimsPrincipal? Caller { get; set; }

    /// <summary>Nobody else can have that port on the loopback address while the connection is open.</summary>
    public bool IsOn(ConnectionInfo connection) =>
        Port != 0 && connection.RemotePort == Port && connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    public void PutBehind(HttpContext context)
    {
        context.RequestServices = new StandInServices(context.RequestServices, useCases);
        if (Caller is not null)
            context.User = Caller;
        // It is nobody's request.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
            metrics.MetricsDisabled = true;
        if (Activity.Current is { } span)
            (span.IsAllDataRequested, span.ActivityTraceFlags) = (false, ActivityTraceFlags.None);
    }
}
