namespace Allmine.Domain.Messages;

/// <summary>What can happen to a message after it was sent.</summary>
public enum AlterationKind
{
    Edited = 1,

    Deleted = 2,

    /// <summary>A reaction was put.</summary>
    Reacted = 3,

    /// <summary>A reaction was taken back.</summary>
    Unreacted = 4,

    Pinned = 5,

    Unpinned = 6,

    /// <summary>The thumbnail of its file was made later.</summary>
    ThumbnailShown = 7,

    /// <summary>It is a line, and the chat itself has changed as the line tells.</summary>
    ChatChanged = 8,
}
