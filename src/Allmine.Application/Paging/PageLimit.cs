using Allmine.Domain.Errors;

namespace Allmine.Application.Paging;

/// <summary>How many items a page has.</summary>
public static class PageLimit
{
    public const int Default = 20;

    public const int Max = 100;

    /// <summary>The rule that a limit breaks, or null.</summary>
    public static Fault? Violation(int? limit) => limit is < 1 or > Max ? new Fault(ErrorCode.Range, "limit", 1, Max) : null;
}
