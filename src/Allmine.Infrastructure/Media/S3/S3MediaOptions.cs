namespace Allmine.Infrastructure.Media.S3;

/// <summary>Which bucket keeps the files, and how it is reached.</summary>
public sealed record S3MediaOptions
{
    public const string BucketSetting = "Media:S3:Bucket";
    public const string ServiceUrlSetting = "Media:S3:ServiceUrl";
    public const string RegionSetting = "Media:S3:Region";
    public const string AccessKeySetting = "Media:S3:AccessKey";
    public const string SecretKeySetting = "Media:S3:SecretKey";

    /// <summary>It has to be there already.</summary>
    public required string Bucket { get; init; }

    /// <summary>The address of a server that speaks S3, whose buckets are named in the path; null for Amazon's.</summary>
    public string? ServiceUrl { get; init; }

    /// <summary>Amazon's region of the bucket, or what requests to another server are signed for; null there if it is one that doesn't care.</summary>
    public string? Region { get; init; }

    /// <summary>Null, as the secret then is, for what the SDK finds: the environment, the profile, the machine's role.</summary>
    public string? AccessKey { get; init; }

    public string? SecretKey { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Bucket} at {ServiceUrl ?? Region}";
}
