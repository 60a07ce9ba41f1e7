using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Media.Disk;
using Allmine.Infrastructure.Media.GridFs;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.S3;
using Allmine.Infrastructure.Media.Uploads;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Infrastructure.Media;

/// <summary>The places for the bytes of files: one of them is added, after the store.</summary>
public static class DependencyInjection
{
    /// <summary>Keeps them in a folder, which the nodes share if there are several.</summary>
    public static IServiceCollection AddDiskMedia(this IServiceCollection services, EmbeddedStoreOptions options) => services
        .AddSpool(Path.Combine(options.MediaFolder, DiskMediaStore.SpoolName))
        .AddMedia(provider => new DiskMediaStore(options.MediaFolder, provider.GetRequiredService<MediaSpool>()));

    /// <summary>Keeps them in the database of the MongoDB store.</summary>
    public static IServiceCollection AddGridFsMedia(this IServiceCollection services, EmbeddedStoreOptions options) => services
        .AddSingleton(MongoRights.GridFs)
        .AddSpool(options.SpoolFolder)
        .AddMedia(provider => ActivatorUtilities.CreateInstance<GridFsMediaStore>(provider));

    /// <summary>Keeps them in a bucket.</summary>
    public static IServiceCollection AddS3Media(this IServiceCollection services, EmbeddedStoreOptions options, S3MediaOptions bucket) => services
        .AddSpool(options.SpoolFolder)
        .AddMedia(_ => new S3MediaStore(bucket));

    private static IServiceCollection AddMedia<T>(this IServiceCollection services, Func<IServiceProvider, T> create)
        where T : class, IMediaStore, IStoreInitializer
    {
        services.AddSingleton(create);
        services.AddSingleton<IMediaStore>(provider => provider.GetRequiredService<T>());
        services.AddSingleton<IStoreInitializer>(provider => provider.GetRequiredService<T>());
        return services;
    }

    /// <summary>Adds what takes uploads in and finds out about them, for every place.</summary>
    /// <param name="services">To add to.</param>
    /// <param name="limits">Of files.</param>
    /// <param name="imageWorker">The command that becomes a process for decoding images.</param>
    public static IServiceCollection AddMediaIntake(this IServiceCollection services, MediaLimits limits, ImageWorkerCommand imageWorker)
    {
        services.AddMediaInspection(limits, imageWorker);
        services.AddSingleton<IMediaTypes, MediaTypes>();
        services.AddSingleton<IMediaIntake, MediaIntake>();
        services.AddSingleton<IThumbnailMaker, ThumbnailMaker>();
        return services;
    }

    private static IServiceCollection AddSpool(this IServiceCollection services, string folder)
    {
        services.AddSingleton(_ => new MediaSpool(folder));
        services.AddSingleton<IStoreInitializer>(provider => provider.GetRequiredService<MediaSpool>());
        return services;
    }
}
