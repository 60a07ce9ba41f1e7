namespace Allmine.Architecture.Tests.Rules;

/// <summary>What a rule has found. A rule that looked at nothing has found nothing out.</summary>
/// <param name="Examined">What it looked at.</param>
/// <param name="Violations">What of that breaks the rule, with the reason.</param>
internal sealed record Finding(IReadOnlyCollection<string> Examined, IReadOnlyCollection<string> Violations)
{
    public void AssertHolds()
    {
        Assert.NotEmpty(Examined);
        Assert.Empty(Violations);
    }

    /// <summary>The rule rejects just these, by their simple names or as they are named.</summary>
    public void AssertRejects(params string[] names)
    {
        Assert.NotEmpty(names);
        Assert.Equal(names.Order(), Violations.Order());
    }
}
