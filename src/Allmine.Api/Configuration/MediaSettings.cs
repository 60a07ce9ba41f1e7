using System.Text.RegularExpressions;
using Allmine.Api.Configuration.Reading;
using Allmine.Api.Http.Bodies;
using Allmine.Application.Media;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.S3;

namespace Allmine.Api.Configuration;

/// <summary>Where files are kept (<c>Media:Backend</c>, section <c>Media:S3</c>).</summary>
/// <param name="Backend">Which of them.</param>
/// <param name="S3">The bucket; null for another backend.</param>
/// <param name="Limits">The most that is taken of each kind of file.</param>
/// <param name="Options">The most that a user may have.</param>
public sealed partial record MediaSettings(MediaBackend Backend, S3MediaOptions? S3, MediaLimits Limits, MediaOptions Options)
{
    public const string BackendSetting = "Media:Backend";

    /// <summary>The most bytes of a body, which has a file and some texts in it.</summary>
    public long MaxBodyBytes => Limits.MaxBytes + MultipartForm.MaxOverhead;

    /// <param name="configuration">The settings.</param>
    /// <param name="store">GridFS is a part of the MongoDB store, and the default there.</param>
    /// <exception cref="SettingException">The choice is unknown, doesn't go with the store, or lacks what it needs; or a limit is no number.</exception>
    public static MediaSettings Read(IConfiguration configuration, StoreSettings store)
    {
        var backend = ReadBackend(configuration, store);
        return new MediaSettings(backend, backend == MediaBackend.S3 ? ReadS3(configuration) : null, ReadLimits(configuration), ReadOptions(configuration));
    }

    private static MediaBackend ReadBackend(IConfiguration configuration, StoreSettings store) => configuration.Text(BackendSetting) switch
    {
        null => store.Kind == StoreKind.Embedded ? MediaBackend.Disk : MediaBackend.GridFs,
        "disk" => MediaBackend.Disk,
        "gridfs" when store.Kind == StoreKind.Embedded => throw new SettingException(BackendSetting, "can't be gridfs with the embedded store"),
        "gridfs" => MediaBackend.GridFs,
        "s3" => MediaBackend.S3,
        var other => throw new SettingException(BackendSetting, $"must be disk, gridfs or s3, not \"{other}\""),
    };

    private static MediaLimits ReadLimits(IConfiguration configuration)
    {
        var usual = new MediaLimits();
        return new MediaLimits
        {
            MaxImageBytes = configuration.Number("Media:MaxImageBytes", usual.MaxImageBytes, least: 1),
            MaxAudioBytes = configuration.Number("Media:MaxAudioBytes", usual.MaxAudioBytes, least: 1),
            MaxVideoBytes = configuration.Number("Media:MaxVideoBytes", usual.MaxVideoBytes, least: 1),
            MaxFileBytes = configuration.Number("Media:MaxFileBytes", usual.MaxFileBytes, least: 1),
            MaxDecodeBytes = configuration.Number("Media:MaxDecodeBytes", usual.MaxDecodeBytes, least: 1024 * 1024),
            FilmTime = configuration.Duration("Media:FilmTime", usual.FilmTime, TimeSpan.Zero, MediaLimits.GreatestFilmTime),
            MaxImagePixels = configuration.Number("Media:MaxImagePixels", usual.MaxImagePixels, least: 1),
        };
    }

    private static MediaOptions ReadOptions(IConfiguration configuration) => new()
    {
        MaxBytesPerUser = configuration.Text("Media:MaxBytesPerUser") is null ? null : configuration.Number("Media:MaxBytesPerUser", 0, least: 1),
    };

    private static S3MediaOptions ReadS3(IConfiguration configuration)
    {
        var options = new S3MediaOptions
        {
            Bucket = configuration.Text(S3MediaOptions.BucketSetting) ?? throw Missing(S3MediaOptions.BucketSetting, "Media:Backend is s3"),
            ServiceUrl = configuration.Address(S3MediaOptions.ServiceUrlSetting),
            Region = configuration.Text(S3MediaOptions.RegionSetting),
            AccessKey = configuration.Text(S3MediaOptions.AccessKeySetting),
            SecretKey = configuration.Text(S3MediaOptions.SecretKeySetting),
        };
        if (!BucketName().IsMatch(options.Bucket))
            throw new SettingException(S3MediaOptions.BucketSetting, $"must be a bucket's name, not \"{options.Bucket}\"");
        if (options.Region is null && options.ServiceUrl is null)
            throw Missing(S3MediaOptions.RegionSetting, "or set Media:S3:ServiceUrl, for a server other than Amazon's");
        if (options.Region is { } region && !RegionName().IsMatch(region))
            throw new SettingException(S3MediaOptions.RegionSetting, $"must be a region's name like eu-central-1, not \"{region}\"");
        if (options.AccessKey is null != options.SecretKey is null)
            throw Missing(options.AccessKey is null ? S3MediaOptions.AccessKeySetting : S3MediaOptions.SecretKeySetting, "the two go together");
        return options;
    }

    private static SettingException Missing(string setting, string why) => new(setting, $"is missing ({why})");

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketName();

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionName();
}
