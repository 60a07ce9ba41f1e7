using System.Globalization;

namespace Allmine.Bench.Load.Suite;

/// <summary>All that was measured, and the figures that the tables show of it.</summary>
internal sealed class Measurements
{
    private readonly List<Measurement> all = [];

    public void Add(Measurement measurement) => all.Add(measurement);

    public bool Has(string scenario, string program) => Of(scenario, program).Any();

    /// <summary>Sends per second, the median of the rounds.</summary>
    public double Rate(string scenario, string program) => Median(scenario, program, report => report.PerSecond);

    /// <summary>Sends per second of one node, the median of the rounds.</summary>
    public double RateOfNode(string scenario, string program, int node) =>
        Median(scenario, program, report => report.PerSecondOfNodes[node]);

    public double P50(string scenario, string program) => Median(scenario, program, report => report.P50);

    public double P99(string scenario, string program) => Median(scenario, program, report => report.P99);

    public string Spread(string scenario, string program)
    {
        var rates = Of(scenario, program).Select(report => report.PerSecond).ToArray();
        return $"{Format(rates.Min(), "f0")} … {Format(rates.Max(), "f0")}";
    }

    public static string Format(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);

    private double Median(string scenario, string program, Func<LoadReport, double> figure) =>
        Statistics.Median(Of(scenario, program).Select(figure));

    private IEnumerable<LoadReport> Of(string scenario, string program) =>
        all.Where(of => of.Scenario == scenario && of.Program == program).Select(of => of.Report);
}
