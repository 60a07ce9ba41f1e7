namespace Allmine.Domain.Messages;

/// <summary>What a message carries.</summary>
public enum MessageKind
{
    /// <summary>Words, with a file of the sender's if one is named.</summary>
    Text = 1,

    /// <summary>A file, with a caption if one is given.</summary>
    Media = 2,

    /// <summary>Credits, with a note if one is given.</summary>
    CreditTransfer = 3,

    /// <summary>Nothing: a line of the chat itself, which tells by its metadata what has changed of the chat. Nobody sends it.</summary>
    System = 4,
}
