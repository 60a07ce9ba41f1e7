namespace Allmine.Application.Ports.Events;

/// <summary>A place in the feed. A later one is greater; only positions of one store can be compared.</summary>
/// <param name="Text">The store's own form, which listeners send back. It is opaque, and its order is that of its characters' codes.</param>
public readonly record struct EventPosition(string Text) : IComparable<EventPosition>
{
    public static bool operator <(EventPosition left, EventPosition right) => left.CompareTo(right) < 0;

    public static bool operator <=(EventPosition left, EventPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >(EventPosition left, EventPosition right) => left.CompareTo(right) > 0;

    public static bool operator >=(EventPosition left, EventPosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(EventPosition other) => string.CompareOrdinal(Text, other.Text);

    public override string ToString() => Text;
}
