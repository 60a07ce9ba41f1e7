namespace Allmine.Application.Paging;

/// <summary>The room of an answer that is filled from several lists: for so many items, and for <see cref="PageBytes.Greatest"/>. The first item has room in any case.</summary>
/// <param name="items">The most items: 1 or more.</param>
internal sealed class PageRoom(int items)
{
    private long bytes;
    private bool isUsed;
    private bool isFull;

    /// <summary>For how many items there is room at most.</summary>
    public int Items { get; private set; } = items;

    /// <summary>Whether there is none left. What once found no room leaves none for others: they would come before it.</summary>
    public bool IsFull => isFull || Items == 0;

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
