using Allmine.Domain.Chats;

namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>The answer to a change of a chat that is committed, or that changes nothing.</summary>
/// <param name="IsChange">Whether anything has changed.</param>
/// <param name="Member">The member whom it was about, as of then, and since when that one is there; null if it was about nobody, or about somebody who has gone.</param>
public sealed record CommittedChatChange(bool IsChange, (Member Member, DateTime JoinedAt)? Member);
