namespace Allmine.Application.Paging;

/// <summary>The room of an answer that is filled from several lists: for so many items, and for <see cref="PageBytes.Greatest"/>. The first item has room in any case.</summary>
/// <param name="items">The most items: 1 or more.</param>
/// <param name="looks">The most records that are looked at for them: 1 or more.</param>
internal sealed class PageRoom(int items, long looks = PageRoom.MostLooks)
{
    /// <summary>So many records are looked at for an answer, found in vain or not.</summary>
    public const long MostLooks = 10_000;

    private long bytes;
    private bool isUsed;
    private bool isFull;

    /// <summary>For how many items there is room at most.</summary>
    public int Items { get; private set; } = items;

    /// <summary>How many records may still be looked at.</summary>
    public long Looks { get; private set; } = looks;

    /// <summary>Whether there is none left. What once found no room leaves none for others: they would come before it.</summary>
    public bool IsFull => isFull || Items == 0;

    /// <summary>Counts records that were looked at.</summary>
    public void Look(long records) => Looks -= records;

    /// <summary>Takes the room of one item, if there is any.</summary>
    public bool TryTake(int bytesOfItem)
    {
        if (IsFull)
            return false;
        if (isUsed && bytes + bytesOfItem > PageBytes.Greatest)
        {
            isFull = true;
            return false;
        }

        bytes += bytesOfItem;
        isUsed = true;
        Items--;
        return true;
    }
}
