using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Allmine.Api.Health;

/// <summary>Ready while the store answers, sends go through, and the service is not on its way out.</summary>
internal sealed class StoreHealthCheck(IStoreStatus store, SendLogEngine sendLog, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        !lifetime.ApplicationStopping.IsCancellationRequested && !sendLog.IsStuck && await store.IsReadyAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy();
}
