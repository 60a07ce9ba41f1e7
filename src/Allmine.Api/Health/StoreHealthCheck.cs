using Allmine.Application.GroupCommit;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Allmine.Api.Health;

/// <summary>Ready while the store answers and sends go through.</summary>
internal sealed class StoreHealthCheck(IStoreStatus store, GroupCommitEngine sendLog) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        sendLog.IsStuck ? HealthCheckResult.Unhealthy() : ResultOf(await store.CheckAsync(cancellationToken));

    /// <summary>What the answer says of the store; null where the check itself has nothing to say.</summary>
    public static ErrorDetail? FaultIn(HealthReport report) =>
        report.Entries.Values.Select(entry => entry.Data.GetValueOrDefault(FaultKey)).OfType<ErrorDetail>().FirstOrDefault();

    private const string FaultKey = "fault";

    private static HealthCheckResult ResultOf(StoreReadiness readiness) => readiness switch
    {
        { IsReady: true } => HealthCheckResult.Healthy(),
        { MissingRights: [] } => HealthCheckResult.Unhealthy(),
        _ => HealthCheckResult.Unhealthy(data: new Dictionary<string, object>
        {
            [FaultKey] = new ErrorDetail(ErrorCode.StoreRightMissing, null, string.Join(", ", readiness.MissingRights)),
        }),
    };
}
