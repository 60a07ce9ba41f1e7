namespace Allmine.Api.Tests.Releases.Agreements;

public sealed class AgreementTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("""{"a":1,"b":[{"c":null}]}""", """{"a":1,"b":[{"c":null}]}""")]
    [InlineData("""{"a":1,"b":[{"c":null}]}""", """{"a":1,"b":[{"c":null,"d":false}],"e":"x"}""")]
    [InlineData("{}", """{"a":1}""")]
    public void IsContained_WhenTheNewerIsTheOlderGrownAtTheEnd_ThenTrue(string older, string newer) =>
        Assert.True(Agreement.IsContained(older, newer));

    [Theory]
    [InlineData("", "{}")]
    [InlineData("""{"a":1}""", "{}")]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":null}""", """{"b":1,"a":null}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""")]
    [InlineData("""{"a":[{"b":1}]}""", """{"a":[{"c":1}]}""")]
    [InlineData("""{"a":{}}""", """{"a":[]}""")]
    public void IsContained_WhenSomethingIsMissingOrDiffers_ThenFalse(string older, string newer) =>
        Assert.False(Agreement.IsContained(older, newer));
}
