namespace Allmine.Domain.Messages;

/// <summary>Another message of the same chat, which this one answers.</summary>
/// <param name="Id">That message.</param>
/// <param name="Sequence">Its number in the chat.</param>
public sealed record MessageReference(Id<Message> Id, long Sequence);
