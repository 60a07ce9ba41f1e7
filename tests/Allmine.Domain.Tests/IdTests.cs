using System.Buffers.Binary;
using Allmine.Domain.Users;
using FsCheck.Xunit;

namespace Allmine.Domain.Tests;

public sealed class IdTests
{
    private const string Lower = "64d15f9e2e6c8f4d5a123456";

    [Property]
    public bool Id_WhenWrittenAndParsed_ThenIsTheSame(ulong head, uint tail) =>
        Id<User>.Parse(IdOf(head, tail).ToString()) == IdOf(head, tail);

    [Property]
    public bool Id_WhenParsedInUpperCase_ThenIsTheSame(ulong head, uint tail) =>
        Id<User>.Parse(IdOf(head, tail).ToString().ToUpperInvariant()) == IdOf(head, tail);

    [Property]
    public bool Id_WhenTakenToBytesAndBack_ThenIsTheSame(ulong head, uint tail) =>
        Id<User>.FromBytes(IdOf(head, tail).ToBytes()) == IdOf(head, tail)
        && IdOf(head, tail).GetHashCode() == IdOf(head, tail).GetHashCode();

    [Property]
    public bool Id_WhenCompared_ThenOrderIsThatOfItsText(ulong head, uint tail, ulong otherHead, uint otherTail, bool sameHead)
    {
        var one = IdOf(head, tail);
        var other = IdOf(sameHead ? head : otherHead, otherTail);
        var expected = Math.Sign(string.CompareOrdinal(one.ToString(), other.ToString()));
        return Math.Sign(one.CompareTo(other)) == expected
            && one < other == expected < 0
            && one <= other == expected <= 0
            && one > other == expected > 0
            && one >= other == expected >= 0
            && one == other == (expected == 0)
            && one != other == (expected != 0)
            && one.Equals((object)other) == (expected == 0);
    }

    [Fact]
    public void ToString_WhenParsedInUpperCase_ThenIsLowerCase() =>
        Assert.Equal(Lower, Id<User>.Parse(Lower.ToUpperInvariant()).ToString());

    [Fact]
    public void ToBytes_WhenParsed_ThenAreTheDigitsInTheirOrder() =>
        Assert.Equal(Convert.FromHexString(Lower), Id<User>.Parse(Lower).ToBytes());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("64d15f9e2e6c8f4d5a12345")]
    [InlineData("64d15f9e2e6c8f4d5a1234567")]
    [InlineData("64d15f9e2e6c8f4d5a12345g")]
    [InlineData(" 4d15f9e2e6c8f4d5a123456")]
    [InlineData("64d15f9e2e6c8f4d5a12345 ")]
    [InlineData("0x64d15f9e2e6c8f4d5a1234")]
    [InlineData("64d15f9e-2e6c8f4d5a12345")]
    [InlineData("６4d15f9e2e6c8f4d5a123456")]
    [InlineData("64d15f9e2e6c8f4d5a123456\n")]
    [InlineData("{\"$ne\": null}")]
    public void TryParse_WhenTextIsAnythingElse_ThenFails(string? text)
    {
        Assert.False(Id<User>.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Parse_WhenTextIsAnythingElse_ThenThrows() => Assert.Throws<FormatException>(() => Id<User>.Parse("4"));

    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    public void FromBytes_WhenLengthIsWrong_ThenThrows(int length) =>
        Assert.Throws<ArgumentException>(() => Id<User>.FromBytes(new byte[length]));

    [Fact]
    public void Equals_WhenOtherIsNoId_ThenIsFalse() => Assert.False(Id<User>.Parse(Lower).Equals(Lower));

    private static Id<User> IdOf(ulong head, uint tail)
    {
        var bytes = new byte[Id<User>.Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, head);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(sizeof(ulong)), tail);
        return Id<User>.FromBytes(bytes);
    }
}
