using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>What a message is to carry, before it has a number.</summary>
public abstract record MessageDraft
{
    private protected MessageDraft()
    {
    }

    /// <summary>A file that the sender names, if any.</summary>
    public string? File { get; init; }

    /// <summary>A file that came with this very send, if any: pending until the send is committed.</summary>
    public UploadedFile? Upload { get; init; }

    /// <summary>About how much the draft adds to a commit, in bytes.</summary>
    public abstract int Weight { get; }

    /// <summary>The message that it becomes.</summary>
    /// <param name="header">Its identity, chat, number, sender and time.</param>
    /// <param name="file">The file that it carries, if any.</param>
    public abstract Message MessageAt(MessageHeader header, MediaContent? file);
}
