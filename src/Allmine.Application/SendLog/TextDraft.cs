using Allmine.Domain.Messages;

namespace Allmine.Application.SendLog;

/// <summary>Words, and the file that goes with them if there is one.</summary>
public sealed record TextDraft(MessageText Text) : MessageDraft
{
    public override int Weight => Text.Value.Length;

    public override Message MessageAt(MessageHeader place, DraftParts parts) => Message.Text(place, Text, parts.File);
}
