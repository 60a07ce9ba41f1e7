using Allmine.Domain.Errors;

namespace Allmine.Application.Chats;

/// <summary>What the markers of a chat have in common, whether of what is read or of what is delivered.</summary>
internal static class MarkerRules
{
    private const string Field = "sequence";

    /// <summary>The rule that the number of a message breaks, up to which a marker is to be moved; or null.</summary>
    public static ErrorDetail? Violation(long? sequence) => sequence switch
    {
        null => new ErrorDetail(ErrorCode.Required, Field),
        < 0 => new ErrorDetail(ErrorCode.Range, Field, 0, long.MaxValue),
        _ => null,
    };
}
