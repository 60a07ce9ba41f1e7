namespace Allmine.Api.Configuration;

/// <summary>Where the bytes of files are kept.</summary>
public enum MediaBackend
{
    /// <summary>A folder.</summary>
    Disk,

    /// <summary>The database of the MongoDB store.</summary>
    GridFs,

    /// <summary>A bucket of Amazon's S3, or of a server that speaks its protocol.</summary>
    S3,
}
