using Allmine.Application.Abstractions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Allmine.Api.Health;

/// <summary>Ready while the store answers and the service is not on its way out.</summary>
internal sealed class StoreHealthCheck(IStoreStatus store, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        !lifetime.ApplicationStopping.IsCancellationRequested && await store.IsReadyAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy();
}
