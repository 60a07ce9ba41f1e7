using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Errors;

namespace Allmine.Application.Validation;

/// <summary>
/// What was found to be wrong with a request while it was read: with names that are unknown or come twice, and with values of a
/// wrong form or type. The rest of it is read all the same, so that the caller is told of everything at once.
/// </summary>
public sealed class ReadingFaults
{
    private readonly List<ErrorDetail> faults = [];
    private readonly HashSet<string> unread = new(StringComparer.Ordinal);

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<ErrorDetail> Faults => faults;

    /// <summary>Whether there are as many as are told. Nobody need look for more.</summary>
    public bool AreEnough => faults.Count >= InvalidRequestException.MaxFaults;

    /// <summary>A fault beside which the field, if it is known at all, still has a value.</summary>
    public void Add(ErrorDetail fault) => faults.Add(fault);

    /// <summary>A fault for which the field has no value: what rules would say of it is no news.</summary>
    public void AddUnread(ErrorDetail fault)
    {
        faults.Add(fault);
        if (fault.Field is { } field)
            unread.Add(field);
    }

    /// <summary>All of another reading.</summary>
    public void Add(ReadingFaults others)
    {
        faults.AddRange(others.faults);
        unread.UnionWith(others.unread);
    }

    /// <summary>These faults, and those of the rules that do not merely follow from what could not be read.</summary>
    public IReadOnlyList<ErrorDetail> With(IEnumerable<ErrorDetail> broken) => [.. faults, .. broken.Where(fault => !Follows(fault))];

    private bool Follows(ErrorDetail fault) =>
        (fault.Field is { } field && unread.Any(name => field == name || field.StartsWith($"{name}.", StringComparison.Ordinal)))
        // It is there, or what would do in its place, but can't be read.
        || (fault.Code == ErrorCode.KeyRequired && unread.Contains(IdempotencyKeyRules.Field))
        || (fault.Code == ErrorCode.Required && fault.Details.Any(other => other is string name && unread.Contains(name)));
}
