using Allmine.Domain.Credits;

namespace Allmine.Domain.Tests.Credits;

public sealed class LedgerDirectionsTests
{
    [Fact]
    public void NameOf_WhenParsedAgain_ThenIsTheSameDirection()
    {
        foreach (var direction in Enum.GetValues<LedgerDirection>())
            Assert.Equal(direction, LedgerDirectionNames.Parse(LedgerDirectionNames.NameOf(direction)));
        Assert.Equal(LedgerDirectionNames.StoredNames, Enum.GetValues<LedgerDirection>().Select(LedgerDirectionNames.NameOf));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Grant")]
    [InlineData("refund")]
    public void Parse_WhenItIsNoDirection_ThenNull(string? name) => Assert.Null(LedgerDirectionNames.Parse(name));

    [Fact]
    public void Names_WhenListed_ThenTheSystemAccountsOwnIsNotAmongThem() =>
        Assert.Equal(["credit_transfer_sent", "credit_transfer_received", "grant"], LedgerDirectionNames.Names);
}
