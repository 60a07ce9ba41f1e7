using Allmine.Infrastructure.Media.Inspection.Budgets;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Infrastructure.Media.Inspection;

/// <summary>What finds out about files.</summary>
internal static class DependencyInjection
{
    /// <param name="services">To add to.</param>
    /// <param name="limits">Of files.</param>
    /// <param name="imageWorker">The command that becomes a process for decoding images.</param>
    public static IServiceCollection AddMediaInspection(this IServiceCollection services, MediaLimits limits, ImageWorkerCommand imageWorker) => services
        .AddSingleton(limits)
        .AddSingleton<VideoThumbnailer>()
        .AddSingleton(new ByteBudget(limits.MaxDecodeBytes))
        .AddSingleton(imageWorker)
        .AddSingleton<IImageWorkerProgram, ImageWorkerProgram>()
        .AddSingleton<ImageWorkers>()
        .AddSingleton<MediaInspector>();
}
