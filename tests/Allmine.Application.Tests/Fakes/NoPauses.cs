namespace Allmine.Application.Tests.Fakes;

/// <summary>Chance that always picks the shortest: pauses of no length, where time stands still.</summary>
internal sealed class NoPauses : Random
{
    public override double NextDouble() => 0;
}
