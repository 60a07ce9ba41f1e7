using Allmine.Architecture.Tests.Rules;

namespace Allmine.Architecture.Tests;

public sealed class DispatchTests
{
    [Fact]
    public void Actions_WhenTheirCodeIsRead_ThenEachDeclaresTheRequestThatItMakes()
    {
        var finding = DispatchRules.AreDeclared(Layers.Api, "Allmine.Api.Controllers");

        finding.AssertHolds();
        Assert.Contains("MessagesController.Send", finding.Examined);
        Assert.Contains("MediaController.Get", finding.Examined);
        Assert.Contains("DevelopmentController.IssueToken", finding.Examined);
    }

    [Fact]
    public void Action_WhenItDeclaresAnotherOrNone_ThenTheRuleRejectsIt() =>
        DispatchRules.AreDeclared(Layers.Fixtures, $"{Layers.FixtureNamespace}.Dispatching")
            .AssertRejects("CarelessController.Forgotten", "CarelessController.Wrong", "CarelessController.Both");
}
