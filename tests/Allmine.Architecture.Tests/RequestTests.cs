using Allmine.Architecture.Tests.Rules;

namespace Allmine.Architecture.Tests;

public sealed class RequestTests
{
    private static Type[] BadTypes => [.. Layers.FixturesOf("Requests").GetTypes()];

    [Fact]
    public void Requests_WhenRead_ThenEachHasOneHandlerOneValidatorAndOneDemand()
    {
        var finding = RequestRules.AreComplete(Layers.Application.GetTypes());

        finding.AssertHolds();
        Assert.Contains("SendMessageCommand", finding.Examined);
        Assert.Contains("GetMediaQuery", finding.Examined);
    }

    [Fact]
    public void Parts_WhenRead_ThenAreInternalAndSealed()
    {
        var finding = RequestRules.AreInternalAndSealed(Layers.Application.GetTypes());

        finding.AssertHolds();
        Assert.Contains("SendMessageHandler", finding.Examined);
        Assert.Contains("SendMessageValidator", finding.Examined);
        Assert.Contains("AuthorizationBehavior`2", finding.Examined);
    }

    [Fact]
    public void Request_WhenItLacksAPartOrHasItTwice_ThenTheRuleRejectsIt() => RequestRules.AreComplete(BadTypes).AssertRejects(
        "ForgottenQuery: 0 handlers", "ForgottenQuery: 0 validators", "ForgottenQuery: 0 demands", "CrowdedQuery: 2 handlers", "CrowdedQuery: 2 validators");

    [Fact]
    public void Part_WhenOpen_ThenTheRuleRejectsIt() => RequestRules.AreInternalAndSealed(BadTypes).AssertRejects("FirstHandler", "FirstValidator");
}
