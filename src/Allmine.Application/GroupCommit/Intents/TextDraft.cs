using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>Words, and the file that goes with them if there is one.</summary>
public sealed record TextDraft(MessageText Text) : MessageDraft
{
    public override int Weight => Text.Value.Length;

    public override Message MessageAt(MessageHeader header, MediaContent? file) => Message.Text(header, Text, file);
}
