using Allmine.Api.Background;
using Allmine.Application.Resets;

namespace Allmine.Api.Development;

/// <summary>Notices that another node replaces the database.</summary>
internal sealed class ResetFollowing(StoreReset reset, IHostApplicationLifetime lifetime) : NodeTask
{
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(lifetime, stoppingToken);
        await reset.FollowAsync(stoppingToken);
    }
}
