namespace Allmine.Application.Webhooks;

internal enum LaneState
{
    /// <summary>There is nothing to be done.</summary>
    Idle,

    /// <summary>It is to be tried.</summary>
    Ready,

    /// <summary>It is to be tried later.</summary>
    Waiting,

    /// <summary>An attempt is on its way, or its events are being read.</summary>
    Busy,
}
