using Allmine.Domain.Errors;

namespace Allmine.Application.Paging;

/// <summary>How many items a page of a list has.</summary>
public static class PageLimits
{
    public const int Default = 20;

    public const int Greatest = 100;

    /// <summary>The rule that the limit breaks, or null; an absent one breaks none.</summary>
    public static ErrorDetail? Violation(int? limit) => limit is < 1 or > Greatest ? new ErrorDetail(ErrorCode.Range, "limit", 1, Greatest) : null;
}
