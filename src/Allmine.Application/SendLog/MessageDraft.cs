using Allmine.Domain.Messages;

namespace Allmine.Application.SendLog;

/// <summary>What a message is to carry, before it has a number.</summary>
public abstract record MessageDraft
{
    private protected MessageDraft()
    {
    }

    /// <summary>The file that the sender names, if any.</summary>
    public abstract string? File { get; }

    /// <summary>About how much the draft adds to a commit, in bytes.</summary>
    public abstract int Weight { get; }
}

/// <summary>Words, and the file that goes with them if one is named.</summary>
public sealed record TextDraft(MessageText Text, string? AttachedFile) : MessageDraft
{
    public override string? File => AttachedFile;

    public override int Weight => Text.Value.Length;
}
