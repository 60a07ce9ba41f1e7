using Allmine.Domain.Credits;
using Allmine.Domain.Messages;

namespace Allmine.Application.SendLog;

/// <summary>Credits, and the note that goes with them if there is one.</summary>
/// <param name="Amount">Whole credits, 1 or more.</param>
/// <param name="Note">The words.</param>
public sealed record CreditTransferDraft(long Amount, string? Note = null) : MessageDraft
{
    public override int Weight => LedgerWeight.OfMovement + (Note?.Length ?? 0);

    public override Message MessageAt(MessageHeader place, DraftParts parts)
    {
        var recipient = parts.RecipientId ?? throw new InvalidOperationException("A credit transfer needs a recipient.");
        return Message.CreditTransfer(place, new CreditTransfer(Amount, recipient), Note);
    }
}
