using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Hosting;

/// <summary>A clock of the service that stands: nothing comes back, runs out or is too late, however long a test takes.</summary>
internal static class StandingClock
{
    public static IServiceCollection AddStandingClock(this IServiceCollection services) =>
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
}
