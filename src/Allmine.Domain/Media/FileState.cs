namespace Allmine.Domain.Media;

/// <summary>How far an uploaded file has come. Files are found by their owners when staged or bound.</summary>
public enum FileState
{
    /// <summary>Its bytes are being stored, or it came with a send that is not committed: nobody can name it.</summary>
    Pending = 1,

    /// <summary>Stored, and to be named in messages.</summary>
    Staged = 2,

    /// <summary>At least one message carries it: it stays.</summary>
    Bound = 3,

    /// <summary>No message has carried it in time: its bytes are being removed, and no message may carry it any more.</summary>
    Abandoned = 4,

    /// <summary>The last message that carried it was deleted: nobody can name it, and it is abandoned once it is sure that no other message carries it.</summary>
    Released = 5,
}
