using Allmine.Domain;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Files;

/// <summary>What a deleted message has left behind and that is still to go, or a photo that a chat has no more.</summary>
/// <param name="MessageId">The message; of a photo, the line that tells of its going.</param>
/// <param name="MediaKey">Of the file that it carried; null if it carried none.</param>
/// <param name="Due">When it is to be seen to: UTC, whole milliseconds.</param>
/// <param name="IsReleased">Whether the file was found to be carried by no message once, and is carried by no new one since.</param>
public sealed record Erasure(Id<Message> MessageId, string? MediaKey, DateTime Due, bool IsReleased)
{
    /// <summary>For how long it is nobody else's once it was taken up.</summary>
    public static readonly TimeSpan Claim = TimeSpan.FromSeconds(20);

    /// <summary>
    /// After which a file that was released is looked at again: a send that found it before takes four seconds at most, and the clocks of nodes may differ by the rest.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
}
