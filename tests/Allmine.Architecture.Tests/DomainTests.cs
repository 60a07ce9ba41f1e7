using Allmine.Architecture.Tests.Rules;
using NetArchTest.Rules;

namespace Allmine.Architecture.Tests;

public sealed class DomainTests
{
    /// <summary>The part of the base library that the domain needs. Each addition is a decision.</summary>
    private static readonly HashSet<string> BaseLibrary = ["System.Runtime", "System.Collections", "System.Linq", "System.Memory"];

    private static readonly string[] OwnAndBase = ["Allmine.Domain", "System"];

    /// <summary>The parts of the base library by which something outside the process is reached, or another format spoken.</summary>
    private static readonly string[] Outside = ["System.IO", "System.Net", "System.Data", "System.Text.Json", "System.Xml", "System.Diagnostics.Process"];

    private static PredicateList BadTypes => Layers.FixturesOf("Domain");

    [Fact]
    public void Domain_WhenCompiled_ThenRefersToTheBaseLibraryAlone() => DependencyRules.RefersOnlyTo(Layers.Domain, BaseLibrary).AssertHolds();

    [Fact]
    public void Domain_WhenItsTypesAreRead_ThenTheyKnowTheBaseLibraryAndEachOther() =>
        DependencyRules.KnowsOnly(Layers.In(Layers.Domain, "Allmine.Domain"), OwnAndBase).AssertHolds();

    [Fact]
    public void Domain_WhenItsTypesAreRead_ThenTheyReachNothingOutside() =>
        DependencyRules.DoesNotKnow(Layers.In(Layers.Domain, "Allmine.Domain"), Outside).AssertHolds();

    [Fact]
    public void Domain_WhenMade_ThenIsNotChangedFromOutside() => DomainRules.CanNotBeChangedFromOutside(Layers.Domain.GetTypes()).AssertHolds();

    [Fact]
    public void Domain_WhenMade_ThenIsNotMadeOutOfNothing() => DomainRules.AreNotMadeOutOfNothing(Layers.Domain.GetTypes()).AssertHolds();

    [Fact]
    public void References_WhenThereAreOthers_ThenTheRuleRejectsThem() =>
        Assert.Contains("NetArchTest.Rules", DependencyRules.RefersOnlyTo(Layers.Fixtures, BaseLibrary).Violations);

    [Fact]
    public void Knowledge_WhenATypeKnowsALibrary_ThenTheRuleRejectsIt() =>
        DependencyRules.KnowsOnly(BadTypes, [.. OwnAndBase, "Allmine.Architecture.Tests.Fixtures.Domain"]).AssertRejects("WalletLoader");

    [Fact]
    public void Knowledge_WhenATypeReachesOutside_ThenTheRuleRejectsIt() => DependencyRules.DoesNotKnow(BadTypes, Outside).AssertRejects("WalletLoader");

    [Fact]
    public void Change_WhenThereIsASetterOrAFieldForAll_ThenTheRuleRejectsIt() =>
        DomainRules.CanNotBeChangedFromOutside([.. BadTypes.GetTypes()]).AssertRejects("Wallet.Balance", "Wallet.Count");

    [Fact]
    public void Making_WhenAConstructorAsksForNothing_ThenTheRuleRejectsIt() =>
        DomainRules.AreNotMadeOutOfNothing([.. BadTypes.GetTypes()]).AssertRejects("Wallet");
}
