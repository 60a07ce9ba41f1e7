namespace Allmine.Bench.Load.Suite;

/// <summary>The goals of a part beside what was measured. A goal that is missed is no fault: the figures are true.</summary>
internal static class Goals
{
    public static void Print(IEnumerable<Goal> goals)
    {
        Console.WriteLine("\n| goal | bound | measured | |");
        Console.WriteLine("|---|---:|---:|---|");
        foreach (var goal in goals)
        {
            var bound = (goal.AtMost ? "≤ " : "≥ ") + Measurements.Format(goal.Bound, "0.##");
            Console.WriteLine($"| {goal.Name} | {bound} | {Measurements.Format(goal.Measured, "f2")} | {(goal.IsMet ? "met" : "missed")} |");
        }
    }
}
