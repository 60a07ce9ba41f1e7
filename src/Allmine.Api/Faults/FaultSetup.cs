using Allmine.Application.Ports;

namespace Allmine.Api.Faults;

/// <summary>Adds faults on demand where they belong: elsewhere the engine has nobody to ask.</summary>
internal static class FaultSetup
{
    public static void AddFaultsOnDemand(this IServiceCollection services, IHostEnvironment environment)
    {
        var areOn = FaultsOnDemand.AreOnIn(environment);
        services.AddSingleton<AskedFaults>();
        if (areOn)
            services.AddSingleton<IAskedFaults>(provider => provider.GetRequiredService<AskedFaults>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FaultsOnDemand>(provider, areOn));
    }
}
