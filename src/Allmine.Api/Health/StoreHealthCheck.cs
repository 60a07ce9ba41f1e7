using Allmine.Application.Abstractions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Allmine.Api.Health;

/// <summary>Ready while the store answers.</summary>
internal sealed class StoreHealthCheck(IStoreStatus store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await store.IsReadyAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
}
