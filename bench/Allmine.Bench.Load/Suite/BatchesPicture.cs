using System.Globalization;
using System.Text;

namespace Allmine.Bench.Load.Suite;

/// <summary>Draws what <see cref="BatchesPart"/> measured: a bar for each size, and one for single sends, store by store.</summary>
internal static class BatchesPicture
{
    private const int BarWidth = 64;
    private const int Gap = 16;
    private const int Left = 60;
    private const int Top = 40;
    private const int Height = 200;

    private static readonly string[] Colours = ["#2f6f9f", "#9f5f2f"];
    private static readonly string[] Labels = [.. BatchesPart.Sizes.Select(size => $"{size}"), "single, 64 conn."];

    /// <param name="stores">The rates of each store.</param>
    public static string Of(IReadOnlyList<(string Name, IReadOnlyList<double> Rates)> stores)
    {
        var greatest = stores.Max(store => store.Rates.Max());
        var group = (Labels.Length * (BarWidth + Gap)) + Left;
        var picture = new StringBuilder();
        Add(picture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{group * stores.Count}\" height=\"{Top + Height + 60}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add(picture, $"<title>Texts a second by the size of batches, one connection</title>");
        Add(picture, $"<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        foreach (var (index, (name, rates)) in stores.Index())
        {
            var left = (group * index) + (Left / 2);
            Add(picture, $"<text x=\"{left}\" y=\"20\" font-weight=\"bold\">{name}: texts/s by batch size</text>");
            foreach (var (bar, rate) in rates.Index())
            {
                var height = (int)(Height * rate / greatest);
                var x = left + (bar * (BarWidth + Gap));
                var middle = x + (BarWidth / 2);
                var colour = bar < BatchesPart.Sizes.Length ? Colours[index % Colours.Length] : "#888888";
                Add(picture, $"<rect x=\"{x}\" y=\"{Top + Height - height}\" width=\"{BarWidth}\" height=\"{height}\" fill=\"{colour}\"/>");
                Add(picture, $"<text x=\"{middle}\" y=\"{Top + Height - height - 6}\" text-anchor=\"middle\">{rate.ToString("#,0", CultureInfo.InvariantCulture)}</text>");
                Add(picture, $"<text x=\"{middle}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\">{Labels[bar]}</text>");
            }
        }

        return picture.Append("</svg>\n").ToString();
    }

    private static void Add(StringBuilder picture, FormattableString line) => picture.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
