namespace Allmine.Domain.Chats;

/// <summary>A time.</summary>
/// <param name="At">UTC, whole milliseconds.</param>
public sealed record Moment(DateTime At);
