namespace Allmine.Application.Ports.Events;

/// <summary>The store can't go on from a position: it keeps no events so old, or never gave it.</summary>
public sealed class PositionLostException(Exception? inner = null) : Exception("The store can't go on from that position.", inner);
