namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>The answer to a change of a chat that is committed, or that changes nothing.</summary>
/// <param name="IsChange">Whether anything has changed.</param>
public sealed record CommittedChatChange(bool IsChange);
