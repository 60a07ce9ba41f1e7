using Allmine.Application.Ports.Events;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>A way for events on which some are lost, some come twice and some come late.</summary>
internal sealed class BadWire(Random random)
{
    private const int MostLate = 5;

    private readonly Lock gate = new();
    private readonly Queue<StoreEvent> arrived = [];
    private readonly List<StoreEvent> late = [];

    public void Send(StoreEvent happened)
    {
        lock (gate)
        {
            switch (random.Next(10))
            {
                case 0:
                    break;
                case 1 or 2:
                    late.Add(happened);
                    break;
                case 3:
                    late.Add(happened);
                    arrived.Enqueue(happened);
                    break;
                default:
                    arrived.Enqueue(happened);
                    break;
            }

            if (late.Count > random.Next(MostLate))
                ArriveLate();
        }
    }

    public bool TryTake(out StoreEvent? happened)
    {
        lock (gate)
            return arrived.TryDequeue(out happened);
    }

    /// <summary>Nothing is under way any more.</summary>
    public void End()
    {
        lock (gate)
        {
            while (late.Count > 0)
                ArriveLate();
        }
    }

    private void ArriveLate()
    {
        var place = random.Next(late.Count);
        arrived.Enqueue(late[place]);
        late.RemoveAt(place);
    }
}
