using Allmine.Application.Paging;

namespace Allmine.Application.Ports.Messages;

/// <summary>Which part of a chat's history is read.</summary>
/// <param name="Before">Only messages with a lower number; null for no such bound.</param>
/// <param name="After">Only messages with a higher number, and oldest first; null for newest first.</param>
/// <param name="Limit">The most messages to return: 1 or more.</param>
public readonly record struct HistoryWindow(long? Before, long? After, int Limit)
{
    /// <summary>Only messages with this number or a higher one: what the reader sees.</summary>
    public long SeesFrom { get; init; }

    public const int DefaultLimit = PageLimits.Default;

    public const int MaxLimit = PageLimits.Greatest;

    public bool OldestFirst => After is not null;
}
