using System.Globalization;
using System.Text.RegularExpressions;

namespace Allmine.Api.Faults;

/// <summary>A fault that a caller asks for.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Delay">How late the answer comes; zero for the other kinds.</param>
internal sealed partial record Fault(FaultKind Kind, TimeSpan Delay)
{
    /// <summary>What the header says: <c>slow</c> takes 0 to 60000 milliseconds.</summary>
    private const string Pattern = "^(lose-answer|store-unavailable|conflict|slow:([0-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|60000))$";

    private const string Slow = "slow:";

    /// <summary>The fault of that very text; null if it is of another form.</summary>
    public static Fault? Parse(string text) => !Form().IsMatch(text) ? null : text switch
    {
        "lose-answer" => new Fault(FaultKind.LoseAnswer, TimeSpan.Zero),
        "store-unavailable" => new Fault(FaultKind.StoreUnavailable, TimeSpan.Zero),
        "conflict" => new Fault(FaultKind.Conflict, TimeSpan.Zero),
        _ => new Fault(FaultKind.Slow, TimeSpan.FromMilliseconds(int.Parse(text.AsSpan(Slow.Length), NumberStyles.None, CultureInfo.InvariantCulture))),
    };

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
