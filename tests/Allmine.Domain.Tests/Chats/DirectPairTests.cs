using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Chats;

public sealed class DirectPairTests
{
    private static readonly Id<User> Ada = Id<User>.Parse("64d15f9e2e6c8f4d5a000001");
    private static readonly Id<User> Bob = Id<User>.Parse("64d15f9e2e6c8f4d5a000002");

    [Fact]
    public void Of_WhenTakenInEitherOrder_ThenIsTheSame()
    {
        var pair = DirectPair.Of(Bob, Ada);

        Assert.Equal(DirectPair.Of(Ada, Bob), pair);
        Assert.Equal(Ada, pair.Lower);
        Assert.Equal(Bob, pair.Higher);
        Assert.Equal([.. Ada.ToBytes(), .. Bob.ToBytes()], pair.ToBytes());
    }

    [Fact]
    public void OtherThan_WhenOneOfTheTwo_ThenIsTheOther()
    {
        var pair = DirectPair.Of(Ada, Bob);

        Assert.Equal(Bob, pair.OtherThan(Ada));
        Assert.Equal(Ada, pair.OtherThan(Bob));
    }

    [Fact]
    public void Of_WhenBothAreTheSame_ThenThrows() => Assert.Throws<ArgumentException>(() => DirectPair.Of(Ada, Ada));
}
