namespace Allmine.Bench.Load.Suite;

/// <summary>A ratio that is aimed at.</summary>
internal sealed record Goal(string Name, double Measured, double Bound, bool AtMost = false)
{
    public bool IsMet => AtMost ? Measured <= Bound : Measured >= Bound;
}
