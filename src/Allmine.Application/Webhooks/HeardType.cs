using Allmine.Application.Ports.Feed;

namespace Allmine.Application.Webhooks;

/// <summary>A type of events that a webhook hears, or has heard.</summary>
/// <param name="Type">The type.</param>
/// <param name="After">It hears events with higher numbers; <see cref="Undecided"/> for a moment.</param>
/// <param name="UpTo">And up to this number; null for all to come; <see cref="Undecided"/> for a moment.</param>
/// <remarks>
/// Where the types of a webhook change, the number from which on that holds is decided after every node can know that they change: no node passes over an event, or gives one, by the
/// types of before, that comes after that number.
/// </remarks>
public sealed record HeardType(FeedType Type, long After, long? UpTo)
{
    public const long Undecided = -1;

    internal bool IsUndecided => After == Undecided || UpTo == Undecided;

    internal bool Has(long number) => number > After && (UpTo is not { } last || number <= last);
}
