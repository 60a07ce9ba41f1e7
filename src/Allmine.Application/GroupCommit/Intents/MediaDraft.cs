using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>A file, and the caption that goes with it if there is one.</summary>
public sealed record MediaDraft(string? Caption) : MessageDraft
{
    public override int Weight => Caption?.Length ?? 0;

    public override Message MessageAt(MessageHeader header, MediaContent? file) =>
        Message.OfMedia(header, file ?? throw new InvalidOperationException("A media message needs a file."), Caption);
}
