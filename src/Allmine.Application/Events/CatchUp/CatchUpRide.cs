using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Events.CatchUp;

/// <summary>
/// One reading of the store, and the listeners whose parts it fills: the one at whose position it began, and those whom it came by. One
/// thread at a time uses it.
/// </summary>
internal sealed class CatchUpRide
{
    /// <summary>After how many steps it looks for listeners who have gone.</summary>
    private const int Sweep = 256;

    private readonly CatchUpPart first;
    private readonly CatchUpShelf shelf;
    private readonly EventOptions options;
    private readonly Dictionary<Id<User>, List<CatchUpPart>> parts = [];
    private int steps;

    public CatchUpRide(CatchUpPart first, CatchUpShelf shelf, EventOptions options)
    {
        this.first = first;
        this.shelf = shelf;
        this.options = options;
        Reached = first.From;
        Board(first);
    }

    /// <summary>How far it has come.</summary>
    public EventPosition Reached { get; private set; }

    /// <summary>Whether there is nobody left to read for.</summary>
    public bool IsEmpty => parts.Count == 0;

    /// <summary>Takes a listener along, to whom everything is given that comes after this.</summary>
    public void Board(CatchUpPart part)
    {
        if (!parts.TryGetValue(part.User, out var ofUser))
            parts.Add(part.User, ofUser = []);
        ofUser.Add(part);
    }

    /// <summary>Takes the feed's next step. A part that is full by then is handed out.</summary>
    public void Pass(FeedItem item)
    {
        Reached = item.Position;
        foreach (var user in item.Event?.Recipients ?? [])
        {
            if (!parts.TryGetValue(user, out var ofUser))
                continue;
            foreach (var part in ofUser)
                shelf.Put(part, item);
            LetGo(user, ofUser, part => part.Count >= options.MaxPart || part.Weight >= options.MaxPartWeight);
        }

        if (++steps % Sweep == 0)
            LetGo(part => part.Filled.IsCompleted);
    }

    /// <summary>Hands out every part that has something in it.</summary>
    public void HandOut() => LetGo(part => part.Count > 0);

    /// <summary>Hands out every part.</summary>
    public void End(CatchUpEnd end)
    {
        foreach (var part in parts.Values.SelectMany(ofUser => ofUser))
            part.Complete(Reached, end);
        parts.Clear();
    }

    /// <summary>The store can't go on. Who has got something, or was only taken along, finds that again, and is told then.</summary>
    public void Lose()
    {
        if (Reached == first.From && first.Count == 0)
            first.Complete(Reached, CatchUpEnd.Lost);
        End(CatchUpEnd.More);
    }

    /// <summary>Nobody gets anything.</summary>
    public void Fail(Exception exception)
    {
        foreach (var part in parts.Values.SelectMany(ofUser => ofUser))
            part.Fail(exception);
        parts.Clear();
    }

    private void LetGo(Predicate<CatchUpPart> isDone)
    {
        foreach (var (user, ofUser) in parts.ToList())
            LetGo(user, ofUser, isDone);
    }

    private void LetGo(Id<User> user, List<CatchUpPart> ofUser, Predicate<CatchUpPart> isDone)
    {
        foreach (var part in ofUser.Where(part => isDone(part)))
            part.Complete(Reached, CatchUpEnd.More);
        ofUser.RemoveAll(isDone);
        if (ofUser.Count == 0)
            parts.Remove(user);
    }
}
