using Allmine.Application.Ports.Idempotency;
using FsCheck;
using FsCheck.Xunit;

namespace Allmine.Application.Tests.Idempotency;

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
        Fingerprint.OfFields([], [("a", "")]),
        Fingerprint.OfFields([], [("", "a")]),
        Fingerprint.OfFields([], [("a", "b")]),
        Fingerprint.OfFields([], [("ab", "")]),
        Fingerprint.OfFields([], [("a", ""), ("b", "")]),
        Fingerprint.OfFields(["a"], [("a", "b")]),
        Fingerprint.OfFields(["a"], [("b", "a")]),
        Fingerprint.OfFields(["a", null], [("a", "b")]),
        Fingerprint.Of("a", "a", "b"),
        Fingerprint.Of(null, "a", "b"),
    });

    [Property]
    public bool Of_WhenNamedFieldsAreAbsent_ThenTheyAddNothing(string?[] fields, string[] names) =>
        Fingerprint.Of(fields).Equals(Fingerprint.OfFields(fields, [.. Different(names).Select(name => (name, (string?)null))]));

    [Property]
    public bool Of_WhenSomeNamedFieldsAreAbsent_ThenOnlyThePresentOnesCount(string?[] fields, Dictionary<string, string?> named)
    {
        var present = named.Where(field => field.Value is not null).ToDictionary();

        return Of(fields, named).Equals(Of(fields, present));
    }

    [Property]
    public bool Of_WhenANamedFieldIsPresent_ThenDiffers(string?[] fields, NonNull<string> name, NonNull<string> value) =>
        !Fingerprint.Of(fields).Equals(Fingerprint.OfFields(fields, [(name.Get, value.Get)]));

    [Property]
    public bool Of_WhenTheNamedFieldsAreInAnotherOrder_ThenIsTheSame(string?[] fields, Dictionary<string, string?> named) =>
        Of(fields, named).Equals(Fingerprint.OfFields(fields, [.. named.Reverse().Select(field => (field.Key, field.Value))]));

    /// <summary>Whatever the lists are: they have one fingerprint if they are the same list, and two if they are not.</summary>
    [Property]
    public bool Of_WhenListsDiffer_ThenDiffers(string?[] fields, Dictionary<string, string> named, string?[] otherFields, Dictionary<string, string> otherNamed)
    {
        var areTheSame = fields.SequenceEqual(otherFields)
            && named.Count == otherNamed.Count
            && named.All(field => otherNamed.TryGetValue(field.Key, out var value) && value == field.Value);

        return Of(fields, named!).Equals(Of(otherFields, otherNamed!)) == areTheSame;
    }

    /// <summary>Lists of few texts and short ones, most of which come near one another.</summary>
    [Fact]
    public void Of_WhenListsAreNearlyTheSame_ThenDiffers()
    {
        string?[] texts = [null, "", "a", "b"];
        (string, string?)[] named = [.. from name in texts[1..] from value in texts[1..] select (name!, value)];
        List<string?[]> fieldLists = [[], .. texts.Select(text => new[] { text }), .. from first in texts from second in texts select new[] { first, second }];
        List<(string, string?)[]> namedLists =
        [
            [],
            .. named.Select(field => new[] { field }),
            .. from first in named from second in named where string.CompareOrdinal(first.Item1, second.Item1) < 0 select new[] { first, second },
        ];

        Assert.Distinct(from fields in fieldLists from more in namedLists select Fingerprint.OfFields(fields, more));
    }

    /// <summary>Computed by another program, by the definition alone.</summary>
    [Fact]
    public void Of_WhenThereAreNamedFields_ThenTheDigestIsThatOfTheDefinition() => Assert.Equal(
        "10794c767eb1d8037bfadfa6d139b963cecad099dfd36b07110a528213ff8a15",
        Convert.ToHexStringLower(Fingerprint.OfFields(["text", null, "Merhaba"], [("replyTo", "64d15f9e2e6c8f4d5a123456"), ("metadata", """{"a":"ş"}"""), ("ttl", null)]).ToBytes()));

    [Fact]
    public void Of_WhenANameComesTwice_ThenThrows() =>
        Assert.Throws<ArgumentException>(() => Fingerprint.OfFields(["a"], [("b", "c"), ("b", "c")]));

    [Fact]
    public void Restore_WhenStored_ThenIsTheSame()
    {
        var fingerprint = Fingerprint.OfFields(["a", null], [("b", "c")]);

        Assert.Equal(1, fingerprint.Version);
        Assert.Equal(fingerprint, Fingerprint.Restore(fingerprint.ToBytes()));
        Assert.Equal(fingerprint, Fingerprint.Restore(fingerprint.ToBytes(), fingerprint.Version));
        Assert.False(fingerprint.Equals(null));
    }

    [Theory]
    [InlineData(32, 0)]
    [InlineData(32, 2)]
    [InlineData(32, -1)]
    [InlineData(32, 1L << 32 | 1)]
    [InlineData(31, 1)]
    [InlineData(33, 1)]
    [InlineData(0, 1)]
    public void Restore_WhenItCantBeCompared_ThenThrows(int length, long version) =>
        Assert.Throws<FormatException>(() => Fingerprint.Restore(new byte[length], version));

    private static Fingerprint Of(string?[] fields, Dictionary<string, string?> named) =>
        Fingerprint.OfFields(fields, [.. named.Select(field => (field.Key, field.Value))]);

    private static IEnumerable<string> Different(string[] names) => names.Where(name => name is not null).Distinct(StringComparer.Ordinal);
}
