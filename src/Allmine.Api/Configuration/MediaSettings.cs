using System.Text.RegularExpressions;
using Allmine.Infrastructure.Media.S3;

namespace Allmine.Api.Configuration;

/// <summary>Where files are kept (<c>Media:Backend</c>, section <c>Media:S3</c>).</summary>
/// <param name="Backend">Which of them.</param>
/// <param name="S3">The bucket; null for another backend.</param>
public sealed partial record MediaSettings(MediaBackend Backend, S3MediaOptions? S3)
{
    public const string BackendSetting = "Media:Backend";

    /// <param name="configuration">The settings.</param>
    /// <param name="store">GridFS is a part of the MongoDB store, and the default there.</param>
    /// <exception cref="SettingException">The choice is unknown, doesn't go with the store, or lacks what it needs.</exception>
    public static MediaSettings Read(IConfiguration configuration, StoreSettings store) => configuration.Text(BackendSetting) switch
    {
        null => new MediaSettings(store.ConnectionString is null ? MediaBackend.Disk : MediaBackend.GridFs, null),
        "disk" => new MediaSettings(MediaBackend.Disk, null),
        "gridfs" when store.ConnectionString is null => throw new SettingException(BackendSetting, "can't be gridfs with the embedded store"),
        "gridfs" => new MediaSettings(MediaBackend.GridFs, null),
        "s3" => new MediaSettings(MediaBackend.S3, ReadS3(configuration)),
        var other => throw new SettingException(BackendSetting, $"must be disk, gridfs or s3, not \"{other}\""),
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
