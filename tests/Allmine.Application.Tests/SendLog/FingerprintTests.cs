using Allmine.Application.SendLog;
using FsCheck.Xunit;

namespace Allmine.Application.Tests.SendLog;

public sealed class FingerprintTests
{
    [Property]
    public bool Of_WhenFieldsAreTheSame_ThenIsTheSame(string?[] fields) =>
        Fingerprint.Of(fields).Equals(Fingerprint.Of([.. fields])) && Fingerprint.Of(fields).GetHashCode() == Fingerprint.Of(fields).GetHashCode();

    [Fact]
    public void Of_WhenFieldsDiffer_ThenDiffers() => Assert.Distinct(new[]
    {
        Fingerprint.Of(),
        Fingerprint.Of((string?)null),
        Fingerprint.Of(""),
        Fingerprint.Of(null, null),
        Fingerprint.Of("a", null),
        Fingerprint.Of(null, "a"),
        Fingerprint.Of("a", "b"),
        Fingerprint.Of("b", "a"),
        Fingerprint.Of("ab", ""),
        Fingerprint.Of("", "ab"),
    });

    [Fact]
    public void Restore_WhenStored_ThenIsTheSame()
    {
        var fingerprint = Fingerprint.Of("a", null);

        Assert.Equal(fingerprint, Fingerprint.Restore(fingerprint.ToBytes()));
        Assert.False(fingerprint.Equals(null));
        Assert.Throws<ArgumentException>(() => Fingerprint.Restore(new byte[31]));
    }
}
