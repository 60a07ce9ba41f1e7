using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Media.Inspection.Budgets;

/// <summary>
/// Lets a few pieces of work run at once, and of each user one alone. The others wait in the order of asking; one that waits for its own
/// user's earlier piece lets others pass.
/// </summary>
/// <param name="atOnce">How many run; at least 1.</param>
/// <param name="maxWaiting">How many may wait; from 0.</param>
internal sealed class WorkSlots(int atOnce, int maxWaiting)
{
    private readonly Lock gate = new();
    private readonly HashSet<Id<User>> working = [];
    private readonly LinkedList<Waiter> waiting = new();

    /// <summary>How many wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    /// <param name="user">Whose work it is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Gives the slot back when it is disposed, once.</returns>
    /// <exception cref="RefusedException"><see cref="ErrorCode.ServiceBusy"/>: too many wait already.</exception>
    public async Task<IDisposable> EnterAsync(Id<User> user, CancellationToken cancellationToken)
    {
        var waiter = new LinkedListNode<Waiter>(new Waiter(user));
        lock (gate)
        {
            waiting.AddLast(waiter);
            Admit();
            if (waiting.Count > maxWaiting && waiter.List is not null)
            {
                waiting.Remove(waiter);
                throw new RefusedException(ErrorCode.ServiceBusy);
            }
        }

        await using (cancellationToken.Register(() => GiveUp(waiter, cancellationToken)))
            await waiter.Value.Turn.Task;
        return new Slot(this, user);
    }

    private void Admit()
    {
        for (var next = waiting.First; next is not null && working.Count < atOnce;)
        {
            var waiter = next;
            next = next.Next;
            if (!working.Add(waiter.Value.User))
                continue;
            waiting.Remove(waiter);
            waiter.Value.Turn.SetResult();
        }
    }

    private void GiveUp(LinkedListNode<Waiter> waiter, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (waiter.List is null)
                return;
            waiting.Remove(waiter);
            waiter.Value.Turn.SetCanceled(cancellationToken);
        }
    }

    private void Leave(Id<User> user)
    {
        lock (gate)
        {
            working.Remove(user);
            Admit();
        }
    }

    private sealed class Waiter(Id<User> user)
    {
        public Id<User> User => user;

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Slot(WorkSlots slots, Id<User> user) : IDisposable
    {
        private int isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isLeft, 1) == 0)
                slots.Leave(user);
        }
    }
}
