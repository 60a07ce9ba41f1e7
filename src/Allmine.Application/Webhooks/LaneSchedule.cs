using System.Diagnostics.CodeAnalysis;
using Allmine.Application.Ports;

namespace Allmine.Application.Webhooks;

/// <summary>Which lanes are to be tried, and when.</summary>
internal sealed class LaneSchedule(TimeProvider time)
{
    private readonly Queue<DeliveryLane> ready = [];

    /// <summary>Those of them whose events have just been read again: they come first, so that no more are read than are sent.</summary>
    private readonly Queue<DeliveryLane> refilled = [];

    private readonly PriorityQueue<DeliveryLane, DateTime> waiting = new();

    /// <summary>When the next one is to be tried that waits; null for none. Perhaps that has come to nothing.</summary>
    public DateTime? NextDue => waiting.TryPeek(out _, out var due) ? due : null;

    /// <summary>Puts a lane that is idle among those that are to be tried, if there is anything to be done.</summary>
    public void List(DeliveryLane lane)
    {
        if (lane.State is not LaneState.Idle || lane.Pending == 0 || lane is { GivesUpNext: true, IsGivingUpKept: false })
            return;
        if (lane.Due is { } due && due > time.GetUtcMilliseconds())
        {
            lane.State = LaneState.Waiting;
            waiting.Enqueue(lane, due);
        }
        else
        {
            lane.State = LaneState.Ready;
            ready.Enqueue(lane);
        }
    }

    /// <summary>Puts a lane where it belongs after the time has changed at which it is tried.</summary>
    public void Relist(DeliveryLane lane)
    {
        if (lane.State == LaneState.Waiting)
            lane.State = LaneState.Idle;
        List(lane);
    }

    /// <summary>Puts a lane before the others.</summary>
    public void ListFirst(DeliveryLane lane)
    {
        lane.State = LaneState.Ready;
        refilled.Enqueue(lane);
    }

    /// <summary>Makes a lane be tried at once for the sake of one of its events.</summary>
    /// <returns>Whether it will be. If not, something is on its way, or its first event is being set aside.</returns>
    public bool TryHurry(DeliveryLane lane, long number)
    {
        // It was tried for the last time, and that is not written down: it is as if it had one attempt more.
        if (lane is { State: LaneState.Idle, GivesUpNext: true, IsGivingUpKept: false, Gap: null } && lane.First?.Number == number)
            lane.TakeBack();
        else if (lane.State != LaneState.Waiting)
            return lane is { State: LaneState.Ready, GivesUpNext: false };
        lane.Due = null;
        Relist(lane);
        return true;
    }

    /// <summary>Takes the next lane that is to be tried now.</summary>
    public bool TryTake([NotNullWhen(true)] out DeliveryLane? lane)
    {
        while (waiting.TryPeek(out var first, out var due) && due <= time.GetUtcMilliseconds())
        {
            waiting.Dequeue();
            // One that was hurried has been tried since.
            if (first.State != LaneState.Waiting || first.Due != due)
                continue;
            first.State = LaneState.Idle;
            List(first);
        }

        return refilled.TryDequeue(out lane) || ready.TryDequeue(out lane);
    }
}
