using Allmine.Domain;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>What a deleted message has left behind, and that is still seen to.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="MediaKey">Of the file that it carried; null if it carried none.</param>
public sealed record ErasureEntry(Id<Message> MessageId, string? MediaKey);
