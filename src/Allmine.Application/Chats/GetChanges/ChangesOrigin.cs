namespace Allmine.Application.Chats.GetChanges;

/// <summary>From where changes are read.</summary>
/// <param name="Change">The last change that the reader knows.</param>
/// <param name="Sequence">The number of the last message that was sent by then.</param>
/// <param name="SeesFrom">The number of the first message that the reader sees, or less.</param>
internal readonly record struct ChangesOrigin(long Change, long Sequence, long SeesFrom)
{
    /// <summary>Messages up to this number are not looked at.</summary>
    public long Start => Math.Max(Sequence, SeesFrom - 1);
}
