using Allmine.Api.Configuration;
using Allmine.Api.WarmUp;
using Allmine.Application.WarmUp;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Allmine.Api.Hosting;

/// <summary>How the service comes and goes: warm before it is ready, and in good order.</summary>
internal static class HostingSetup
{
    public static void AddHosting(this IServiceCollection services, ShutdownSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<PipelineEntry>();
        services.AddSingleton<StoreWarmUp>();
        services.AddSingleton<ListenSockets>();
        // The last one registered is the host's.
        services.AddSingleton<IHostLifetime, DrainingLifetime>();
        services.AddSingleton<IConfigureOptions<SocketTransportOptions>>(provider =>
            new ConfigureOptions<SocketTransportOptions>(options => options.CreateBoundListenSocket = provider.GetRequiredService<ListenSockets>().Listen));
        services.AddHostedService<WarmUpTask>();
    }

    /// <summary>To be called before anything else is put into the pipeline.</summary>
    public static void UseHosting(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<PipelineEntry>().Mark);
        app.UseMiddleware<LeavingMiddleware>();
    }
}
