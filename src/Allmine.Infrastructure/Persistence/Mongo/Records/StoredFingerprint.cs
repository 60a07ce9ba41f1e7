using Allmine.Application.Ports.Idempotency;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>A fingerprint as it is stored, of whatever version. One that can't be compared is found out for its record alone.</summary>
/// <param name="Digest">Its bytes.</param>
/// <param name="Version">Of its definition. Records from before there was the field are of version 1.</param>
internal readonly record struct StoredFingerprint(byte[] Digest, long Version)
{
    public const long VersionWhereAbsent = 1;

    public static StoredFingerprint Of(Fingerprint fingerprint) => new(fingerprint.ToBytes(), fingerprint.Version);

    /// <inheritdoc cref="Fingerprint.Restore"/>
    public Fingerprint Restore() => Fingerprint.Restore(Digest, Version);
}
