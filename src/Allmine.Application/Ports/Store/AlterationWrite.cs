using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Store;

/// <summary>A message that a round alters.</summary>
/// <param name="Alteration">What happens to it, with the number of the change.</param>
/// <param name="Before">The message as it was decided on: its latest change must still be <see cref="Message.Change"/> of this.</param>
/// <param name="After">The message as it is to be.</param>
public sealed record AlterationWrite(MessageAlteration Alteration, Message Before, Message After)
{
    /// <summary>The words that an edit replaces, to be kept; null if it is no edit.</summary>
    public MessageVersion? ReplacedVersion => Alteration.Kind == AlterationKind.Edited ? Before.CurrentVersion : null;

    /// <summary>Whether the message is pinned or unpinned by it: then its chat's pins are to be written.</summary>
    public bool MovesPin => (Before.Life.PinnedAt is null) != (After.Life.PinnedAt is null);
}
