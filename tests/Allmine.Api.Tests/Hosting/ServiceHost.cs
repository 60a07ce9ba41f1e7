using Allmine.Api.Health;
using Allmine.Api.WarmUp;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Allmine.Api.Tests.Hosting;

/// <summary>The whole service in this process, listening on a free port of the loopback address: tests speak HTTP to it.</summary>
internal sealed class ServiceHost : WebApplicationFactory<Program>
{
    private readonly ServiceOptions options;

    public ServiceHost(ServiceOptions options)
    {
        this.options = options;
        UseKestrel();
        StartServer();
        if (!options.WarmsUp)
            Services.GetRequiredService<Readiness>().BeWarm();
    }

    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>What the service logged.</summary>
    public CapturedLog Log { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(options.Environment);
        // A port that the factory is told would be set on another thread than that of the program, which may listen already.
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        builder.UseSetting("Embedded:Path", options.Folder);
        // Tests of one class share a user's bucket in no time; those of the limits set their own.
        builder.UseSetting("RateLimits:SendsPerMinute", "0");
        builder.UseSetting("RateLimits:UploadsPerMinute", "0");
        builder.UseSetting("RateLimits:RequestsPerMinute", "0");
        builder.UseSetting("RateLimits:AnonymousPerMinute", "0");
        builder.UseSetting("RateLimits:ServiceSendsPerMinute", "0");
        builder.UseSetting("RateLimits:ServiceRequestsPerMinute", "0");
        builder.UseSetting("RateLimits:UploadsAtOnce", "0");
        // Receivers of tests are at this machine.
        if (options.Environment == "Development")
            builder.UseSetting("Webhooks:AllowPrivateAddresses", "true");
        foreach (var (setting, value) in options.Settings)
            builder.UseSetting(setting, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log));
        builder.ConfigureTestServices(services =>
        {
            if (!options.WarmsUp)
                services.Remove(services.Single(service => service.ImplementationType == typeof(WarmUpTask)));
            options.Replace?.Invoke(services);
        });
    }
}
