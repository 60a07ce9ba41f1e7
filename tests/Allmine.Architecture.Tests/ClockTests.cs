using System.Reflection;
using Allmine.Architecture.Tests.Rules;

namespace Allmine.Architecture.Tests;

public sealed class ClockTests
{
    public static TheoryData<string> AllLayers => ["Domain", "Application", "Infrastructure", "Api"];

    [Theory]
    [MemberData(nameof(AllLayers))]
    public void Layer_WhenCompiled_ThenAsksNoClockButTheProvider(string layer) => ClockRules.AsksNoOtherClock(Find(layer)).AssertHolds();

    [Fact]
    public void Clock_WhenTheMachinesIsAsked_ThenTheRuleRejectsIt() => ClockRules.AsksNoOtherClock(Layers.Fixtures).AssertRejects("System.DateTime.get_UtcNow");

    private static Assembly Find(string layer) => (Assembly)typeof(Layers).GetProperty(layer)!.GetValue(null)!;
}
