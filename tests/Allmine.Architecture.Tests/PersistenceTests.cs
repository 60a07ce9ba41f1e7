using Allmine.Architecture.Tests.Rules;

namespace Allmine.Architecture.Tests;

public sealed class PersistenceTests
{
    [Fact]
    public void Persistence_WhenItReadsWhatIsStored_ThenAppliesNoRuleOfRequests() =>
        PersistenceRules.AppliesNoRuleOfRequests(Layers.Infrastructure, "Allmine.Infrastructure.Persistence").AssertHolds();

    [Fact]
    public void Persistence_WhenItReadsByAFactoryThatValidates_ThenTheRuleRejectsIt() =>
        PersistenceRules.AppliesNoRuleOfRequests(Layers.Fixtures, $"{Layers.FixtureNamespace}.Persistence")
            .AssertRejects("JudgingReader: MessageText.From", "JudgingReader: Username.From");
}
