namespace Allmine.Application.Events;

public enum StreamItemKind
{
    /// <summary>The first one: the stream is open.</summary>
    Opened,

    /// <summary>An event.</summary>
    Happened,

    /// <summary>Events may have been missed: the listener came from a position that can't be gone on from.</summary>
    Reset,

    /// <summary>Nothing, but the stream is alive, and has come that far.</summary>
    Heartbeat,
}
