using Allmine.Application.Ports.Feed;
using Allmine.Domain.Errors;

namespace Allmine.Application.Feed;

/// <summary>The rule for a list of types of events, and what it means.</summary>
internal static class FeedTypesRule
{
    public const string Field = "types";

    /// <summary>All types of events.</summary>
    public static IReadOnlyCollection<FeedType> All { get; } = Enum.GetValues<FeedType>();

    /// <summary>The rule that the list breaks, or null; an absent one breaks none.</summary>
    public static ErrorDetail? Violation(IReadOnlyList<string?>? names)
    {
        if (names is null)
            return null;
        if (names.Count == 0)
            return new ErrorDetail(ErrorCode.Required, Field);
        if (names.Any(name => name is null || !FeedTypeNames.TryParse(name, out _)))
            return new ErrorDetail(ErrorCode.AllowedValues, Field, string.Join(", ", FeedTypeNames.All));
        return names.Distinct().Count() < names.Count ? new ErrorDetail(ErrorCode.Duplicate, Field) : null;
    }

    /// <summary>The types of a list that breaks no rule: all of them if there is none.</summary>
    public static IReadOnlyCollection<FeedType> Read(IReadOnlyList<string?>? names)
    {
        if (names is null)
            return All;
        var types = new SortedSet<FeedType>();
        foreach (var name in names)
        {
            if (FeedTypeNames.TryParse(name!, out var type))
                types.Add(type);
        }

        return types;
    }
}
